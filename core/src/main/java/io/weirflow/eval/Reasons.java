package io.weirflow.eval;

import io.weirflow.base.Utf8Order;
import io.weirflow.cache.LookupResult;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import io.weirflow.flow.InternNode;
import io.weirflow.flow.KeyComponents;
import io.weirflow.flow.ValNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Says why nodes were not served from the cache. For the evaluation's thread alone. */
final class Reasons {
    private static final int MAX_TRACED = 1000;
    private static final Reason NOT_READ = new Reason.CacheNotRead();
    private static final Reason NEVER = new Reason.NeverEvaluated();

    private final Setting setting;
    private final NodeTable table;
    private final Keys keys;
    private final Engine engine;
    private final Observations observations;
    private final Slots slots;
    private final ManifestStore manifests;
    private final Map<Integer, Reason> stated = new HashMap<>();
    private final Map<String, Map<String, String>> sourceChanges = new HashMap<>();
    private final Map<String, String> pathChanges = new HashMap<>();
    private int compared;

    Reasons(
            Setting setting,
            NodeTable table,
            Keys keys,
            Engine engine,
            Observations observations,
            Slots slots,
            ManifestStore manifests) {
        this.setting = setting;
        this.table = table;
        this.keys = keys;
        this.engine = engine;
        this.observations = observations;
        this.slots = slots;
        this.manifests = manifests;
    }

    /** Records what a lookup in vain found. */
    void missed(int node, LookupResult why) {
        if (why instanceof LookupResult.Incomplete incomplete) {
            stated.put(node, new Reason.ObjectsMissing(incomplete.missing()));
        } else if (why instanceof LookupResult.Rejected rejected) {
            stated.put(node, new Reason.Rejected(rejected.detail()));
        }
    }

    /** Records that some of the content of a node's value turned out to be gone. */
    void lost(int node, int count) {
        stated.put(node, new Reason.ObjectsMissing(count));
    }

    /** Returns what must be done, off the evaluation's thread, before reasons for a miss can be asked for. */
    Runnable preparation() {
        return slots.areRecorded() ? manifests::previous : () -> {};
    }

    /** Returns why a node was not served from the cache. */
    Reason of(int node) {
        Reason known = stated.isEmpty() ? null : stated.get(node);
        if (known != null) {
            return known;
        }
        if (!setting.reads(table.flow(node))) {
            return NOT_READ;
        }
        return slots.of(node) == Slots.NONE ? NEVER : compare(node);
    }

    private Reason compare(int node) {
        Manifest.Entry before = manifests
                .previous()
                .map(manifest -> manifest.nodes().get(slots.of(node)))
                .orElse(null);
        if (before == null) {
            return trace(engine.sources(node)).orElse(NEVER);
        }
        List<KeyComponents.Part> changes = keys.components(node).changesSince(before.components());
        if (changes.isEmpty()) {
            return new Reason.EntryMissing();
        }
        KeyComponents.Part first = changes.get(0);
        if (first instanceof KeyComponents.Part.Command) {
            return new Reason.CommandChanged();
        } else if (first instanceof KeyComponents.Part.Environment) {
            return new Reason.EnvironmentChanged();
        } else if (first instanceof KeyComponents.Part.Input input) {
            return inputChanged(node, input.index());
        }
        return table.flow(node) instanceof InternNode intern
                ? new Reason.SourceChanged(Manifest.abridged(changes(intern.url())))
                : NEVER;
    }

    private Reason inputChanged(int node, int index) {
        Flow flow = table.flow(node);
        List<String> names = flow instanceof ExecNode exec ? exec.inputNames() : List.of();
        Reason plain = new Reason.InputChanged(index < names.size() ? names.get(index) : String.valueOf(index + 1));
        return index < table.dependencyCount(node)
                ? trace(List.of(table.dependency(node, index))).orElse(plain)
                : plain;
    }

    /**
     * Follows nodes through what does no work down to sources that are not imported, or elements of maps, and returns which of
     * their files changed, if any.
     */
    private Optional<Reason> trace(List<Integer> nodes) {
        Map<String, String> changes = new TreeMap<>(Utf8Order.INSTANCE);
        Set<Integer> seen = new HashSet<>(nodes);
        IntQueue open = new IntQueue();
        nodes.forEach(open::add);
        while (!open.isEmpty() && seen.size() < MAX_TRACED) {
            int node = open.take();
            Flow flow = table.flow(node);
            if (flow instanceof InternNode intern) {
                changes.putAll(Reporter.doesWork(flow) ? Map.of() : changes(intern.url()));
            } else if (flow instanceof ValNode val) {
                val.value().ifPresent(value -> addChanged(value, changes));
            } else if (!Reporter.doesWork(flow)) {
                for (int source : engine.sources(node)) {
                    if (seen.add(source)) {
                        open.add(source);
                    }
                }
            }
        }
        return changes.isEmpty() ? Optional.empty() : Optional.of(new Reason.SourceChanged(Manifest.abridged(changes)));
    }

    private void addChanged(Fileset value, Map<String, String> changes) {
        Map<String, String> all = allChanges();
        for (String path : all.isEmpty() ? Set.<String>of() : value.files().keySet()) {
            String change = all.get(path);
            if (change != null) {
                changes.put(path, change);
            }
        }
    }

    /** Returns the changes of all sources seen so far. */
    private Map<String, String> allChanges() {
        if (observations.sources().size() != compared) {
            compared = observations.sources().size();
            observations.sources().forEach(url -> pathChanges.putAll(changes(url)));
        }
        return pathChanges;
    }

    private Map<String, String> changes(String url) {
        return sourceChanges.computeIfAbsent(
                url,
                u -> manifests
                        .previous()
                        .map(manifest -> manifest.changes(u, observations.source(u)))
                        .orElse(Map.of()));
    }
}
