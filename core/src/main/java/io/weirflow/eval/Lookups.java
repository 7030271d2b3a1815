package io.weirflow.eval;

import io.weirflow.base.Failure;
import io.weirflow.base.Retry;
import io.weirflow.cache.Cache;
import io.weirflow.cache.LookupOptions;
import io.weirflow.cache.LookupResult;
import io.weirflow.cache.SeenBlobs;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the nodes that are to be looked up in the cache into batches, and looks these up beside the evaluation's thread. */
final class Lookups {
    private static final int WORKERS = 4;
    /** A multiple of what indexes read in one request. */
    private static final int BATCH = 1000;

    private final Loop loop;
    private final Cache cache;
    private final Retry retry;
    private final LookupOptions options;
    private final Acceptance acceptance;
    private final Runnable beforeMisses;
    private final Answers answers;
    private final SeenBlobs seen = new SeenBlobs();
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
        final int[] nodes = new int[BATCH];
        final List<List<Digest>> keys = new ArrayList<>();
        final List<List<Fileset>> inputs = new ArrayList<>();

        int size() {
            return keys.size();
        }
    }

    /**
     * Returns lookups.
     *
     * @param acceptance decides whether a value may be used
     * @param beforeMisses done off the evaluation's thread before any miss is told
     * @param answers told the results
     */
    Lookups(Loop loop, Setting setting, Acceptance acceptance, Runnable beforeMisses, Answers answers) {
        this.loop = loop;
        this.cache = setting.cache();
        this.retry = setting.retry();
        this.options = LookupOptions.of(setting.options().keyScheme())
                .withPresence(setting.options().presence())
                .withRepairs(setting.options().cacheMode().writes())
                .withSeen(seen);
        this.acceptance = acceptance;
        this.beforeMisses = beforeMisses;
        this.answers = answers;
        this.stage = new Stage<>(setting.threads(), WORKERS, 1, batches -> batches.forEach(this::lookUp));
    }

    /** Asks for the result of a node under some keys, the preferred first. */
    void add(int node, List<Digest> keys, List<Fileset> inputs) {
        gathering.nodes[gathering.size()] = node;
        gathering.keys.add(keys);
        gathering.inputs.add(inputs);
        if (gathering.size() == BATCH) {
            flush();
        }
    }

    /** Sends off what was gathered. */
    void flush() {
        if (gathering.size() > 0) {
            loop.expect(gathering.size());
            stage.add(gathering);
            gathering = new Batch();
        }
    }

    private void lookUp(Batch batch) {
        List<LookupResult> results = results(batch.keys, batch.inputs);
        if (!results.stream().allMatch(LookupResult.Found.class::isInstance)) {
            beforeMisses.run();
        }
        loop.answer(batch.size(), () -> {
            for (int i = 0; i < results.size(); i++) {
                if (results.get(i) instanceof LookupResult.Found found) {
                    answers.found(batch.nodes[i], found.value());
                } else {
                    answers.notFound(batch.nodes[i], results.get(i));
                }
            }
        });
    }

    /** Looks up at once, off the evaluation's thread. A cache that cannot be read is no reason to fail: what cannot be looked up is evaluated. */
    List<LookupResult> results(List<List<Digest>> keys, List<List<Fileset>> inputs) {
        LookupOptions withInputs =
                options.withAcceptance((request, value) -> acceptance.rejection(value, inputs.get(request)));
        String trouble;
        try {
            return retry.call(() -> cache.lookup(keys, withInputs));
        } catch (RuntimeException e) {
            trouble = "the cache cannot be read: " + Failure.from(e);
        }
        Log.LOGGER.log(System.Logger.Level.WARNING, trouble);
        List<LookupResult> none = new ArrayList<>(keys.size());
        for (List<Digest> each : keys) {
            none.add(new LookupResult.Rejected(each.get(0), trouble));
        }
        return none;
    }

    /** Takes note that content which was there may be gone. */
    void forgetSeen() {
        seen.forget();
    }

    void stop() {
        stage.stop();
    }
}
