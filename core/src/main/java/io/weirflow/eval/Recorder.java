package io.weirflow.eval;

import io.weirflow.cache.AssocKind;
import io.weirflow.digest.Digest;
import io.weirflow.digest.FramedEncoder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Composes the manifest of an evaluation at its end. For the evaluation's thread alone. */
final class Recorder {
    private final NodeTable table;
    private final Keys keys;
    private final Observations observations;
    private final Slots slots;
    private final ManifestStore manifests;

    Recorder(NodeTable table, Keys keys, Observations observations, Slots slots, ManifestStore manifests) {
        this.table = table;
        this.keys = keys;
        this.observations = observations;
        this.slots = slots;
        this.manifests = manifests;
    }

    /** Tells whether an evaluation can be compared with others at all, and what it does is recorded. */
    static boolean records(EvaluationOptions options) {
        return !options.name().isEmpty()
                && options.cacheMode().writes()
                && options.keyScheme().kinds().contains(AssocKind.RESULT);
    }

    /** Returns a digest of what a whole evaluation depends on. */
    Digest targets(List<Integer> targets) {
        FramedEncoder encoder = new FramedEncoder().begin("weirflow.targets.1").number(targets.size());
        targets.forEach(target -> encoder.digest(table.key(target)));
        return encoder.finish();
    }

    /** Returns what is to be recorded. */
    Manifest compose(List<Integer> targets) {
        boolean complete = targets.stream().allMatch(target -> table.state(target) == NodeState.DONE);
        return new Manifest(targets(targets), nodes(complete), sources());
    }

    /** Tells whether the last recorded evaluation depended on the same. May block; for any thread. */
    boolean isLast(Digest targets) {
        return manifests.hasTargets(targets);
    }

    /** Stores a manifest unless the previous one says the same. May block; for any thread. */
    void store(Manifest manifest) {
        Optional<Manifest> previous = manifests.previous();
        if (previous.isEmpty() || !previous.get().covers(manifest)) {
            manifests.store(previous.map(manifest::plusUnseen).orElse(manifest));
        }
    }

    /** Of an evaluation that failed, only what came to a value is recorded: nothing else was evaluated for sure. */
    private Map<Long, Manifest.Entry> nodes(boolean complete) {
        Map<Long, Manifest.Entry> nodes = new LinkedHashMap<>();
        for (int node = 0; node < table.size(); node++) {
            if (slots.of(node) != Slots.NONE
                    && Reporter.doesWork(table.flow(node))
                    && (table.state(node) == NodeState.DONE || complete && table.state(node) == NodeState.IDLE)) {
                nodes.put(slots.of(node), new Manifest.Entry(keys.components(node), 0));
            }
        }
        return nodes;
    }

    private Map<String, Map<String, Long>> sources() {
        Map<String, Map<String, Long>> sources = new LinkedHashMap<>();
        for (String url : observations.sources()) {
            sources.put(url, Manifest.filesOf(observations.source(url)));
        }
        return sources;
    }
}
