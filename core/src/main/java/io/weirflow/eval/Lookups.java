package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.cache.Cache;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.LookupResult;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Gathers the nodes that are to be looked up in the cache into batches, and looks these up beside the evaluation's thread. */
final class Lookups {
    private static final int WORKERS = 4;
    private static final int BATCH = 1024;
    private static final int TRIES = 3;

    private final Loop loop;
    private final Cache cache;
    private final LookupOptions options;
    private final Acceptance acceptance;
    private final Answers answers;
    private final Stage<Batch> stage;
    private Batch gathering = new Batch();

    /** Who is told the results, on the evaluation's thread. */
    interface Answers {
        void found(int node, Fileset value);

        void notFound(int node, LookupResult why);
    }

    /** Decides whether a value that was found may be used. Called off the evaluation's thread; may block. */
    @FunctionalInterface
    interface Acceptance {
        Optional<String> rejection(Fileset value, List<Fileset> inputs);
    }

    /** Requests in parallel lists: nodes, their keys, and their inputs as far as these are known. */
    private static final class Batch {
        final List<Integer> nodes = new ArrayList<>();
        final List<List<Digest>> keys = new ArrayList<>();
        final List<List<Fileset>> inputs = new ArrayList<>();
    }

    Lookups(Loop loop, Executor threads, Cache cache, LookupOptions options, Acceptance acceptance, Answers answers) {
        this.loop = loop;
        this.cache = cache;
        this.options = options;
        this.acceptance = acceptance;
        this.answers = answers;
        this.stage = new Stage<>(threads, WORKERS, 1, batches -> batches.forEach(this::lookUp));
    }

    /** Asks for the result of a node under some keys, the preferred first. */
    void add(int node, List<Digest> keys, List<Fileset> inputs) {
        gathering.nodes.add(node);
        gathering.keys.add(keys);
        gathering.inputs.add(inputs);
        if (gathering.nodes.size() == BATCH) {
            flush();
        }
    }

    /** Sends off what was gathered. */
    void flush() {
        if (!gathering.nodes.isEmpty()) {
            loop.expect(gathering.nodes.size());
            stage.add(gathering);
            gathering = new Batch();
        }
    }

    private void lookUp(Batch batch) {
        List<LookupResult> results = results(batch);
        loop.answer(batch.nodes.size(), () -> {
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof LookupResult.Found found) {
                    answers.found(batch.nodes.get(i), found.value());
                } else {
                    answers.notFound(batch.nodes.get(i), results.get(i));
                }
            }
        });
    }

    /** A cache that cannot be read is no reason to fail: what cannot be looked up is evaluated. */
    private List<LookupResult> results(Batch batch) {
        LookupOptions withInputs =
                options.withAcceptance((request, value) -> acceptance.rejection(value, batch.inputs.get(request)));
        String trouble = "";
        for (int i = 0; i < TRIES; i++) {
            try {
                return cache.lookup(batch.keys, withInputs);
            } catch (RuntimeException e) {
                Failure failure = Failure.from(e);
                trouble = "the cache cannot be read: " + failure;
                if (!failure.isTransient()) {
                    break;
                }
            }
        }
        Log.LOGGER.log(System.Logger.Level.WARNING, trouble);
        List<LookupResult> none = new ArrayList<>(batch.nodes.size());
        for (List<Digest> keys : batch.keys) {
            none.add(new LookupResult.Rejected(keys.get(0), trouble));
        }
        return none;
    }

    void stop() {
        stage.stop();
    }
}
