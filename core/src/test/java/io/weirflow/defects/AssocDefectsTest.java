package io.weirflow.defects;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import io.weirflow.cache.Assoc;
import io.weirflow.cache.AssocEntry;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import io.weirflow.repository.CollectPolicy;
import io.weirflow.repository.CollectSummary;
import io.weirflow.repository.LiveSet;
import io.weirflow.testkit.AssocContract;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Each of these assocs has a defect that is easily made, and the contract finds it. */
final class AssocDefectsTest {
    /** All kinds share their keys. */
    @Test
    void mixedKindsAreFound() {
        assertThat(Contracts.brokenRules(MixesKinds.class)).contains("kindsDoNotMix");
    }

    static class MixesKinds extends AssocContract {
        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public void store(Map<AssocKey, AssocValue> entries) {
                    for (AssocKind kind : AssocKind.values()) {
                        Map<AssocKey, AssocValue> ofKind = new HashMap<>();
                        entries.forEach((key, value) -> ofKind.put(new AssocKey(kind, key.digest()), value));
                        inner.store(ofKind);
                    }
                }
            };
        }
    }

    /** Of a large batch only the first hundred are got. */
    @Test
    void aBatchCutShortIsFound() {
        assertThat(Contracts.brokenRules(GetsAHundred.class)).contains("batchesMayBeLarge");
    }

    static class GetsAHundred extends AssocContract {
        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public Map<AssocKey, AssocValue> get(Collection<AssocKey> keys) {
                    return inner.get(keys.stream().limit(100).toList());
                }
            };
        }
    }

    /** An entry that is there already stays as it was. */
    @Test
    void anEntryThatIsNotReplacedIsFound() {
        assertThat(Contracts.brokenRules(KeepsTheFirst.class)).contains("storingReplaces");
    }

    static class KeepsTheFirst extends AssocContract {
        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public void store(Map<AssocKey, AssocValue> entries) {
                    inner.store(Maps.filterKeys(entries, key -> inner.get(key).isEmpty()));
                }
            };
        }
    }

    /** Any number of digests is returned, and any text taken. */
    @Test
    void boundlessExpansionIsFound() {
        assertThat(Contracts.brokenRules(ExpandsAll.class))
                .contains("expansionsAreAscendingAndAtMostTen", "whatIsNoAbbreviationIsRefused");
    }

    static class ExpandsAll extends AssocContract {
        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public List<Digest> expand(AssocKind kind, String hexPrefix) {
                    List<Digest> all = new ArrayList<>();
                    inner.scan(Set.of(kind), entry -> all.add(entry.key().digest()));
                    all.removeIf(digest -> !digest.hex().startsWith(hexPrefix));
                    return all.stream().sorted().toList();
                }
            };
        }
    }

    /** Reading an entry does not keep it from being collected. */
    @Test
    void aUseThatIsNotRecordedIsFound() {
        assertThat(Contracts.brokenRules(ForgetsUses.class)).containsExactly("gettingAnEntryIsAUseOfIt");
    }

    static class ForgetsUses extends AssocContract {
        private final Map<AssocKey, Instant> uses = new HashMap<>();

        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public void store(Map<AssocKey, AssocValue> entries) {
                    inner.store(entries);
                    uses.keySet().removeAll(entries.keySet());
                }

                @Override
                public void scan(Set<AssocKind> kinds, Consumer<AssocEntry> action) {
                    inner.scan(
                            kinds,
                            entry -> action.accept(new AssocEntry(
                                    entry.key(),
                                    entry.value(),
                                    uses.getOrDefault(entry.key(), entry.lastUse()),
                                    entry.labels())));
                }

                @Override
                public CollectSummary collect(CollectPolicy policy) {
                    Map<AssocKey, AssocEntry> garbage = new HashMap<>();
                    scan(Set.of(AssocKind.values()), entry -> {
                        if (policy.isGarbage(entry.key().digest(), entry.lastUse())) {
                            garbage.put(entry.key(), entry);
                        }
                    });
                    long examined = inner.count();
                    if (!policy.dryRun()) {
                        inner.delete(garbage.keySet());
                    }
                    return new CollectSummary(examined, garbage.size(), 0);
                }
            };
        }

        @Override
        protected boolean backdate(AssocKey key, Instant lastUse) {
            uses.put(key, lastUse);
            return true;
        }
    }

    /** The threshold is not looked at. */
    @Test
    void collectionWithoutAThresholdIsFound() {
        assertThat(Contracts.brokenRules(IgnoresThreshold.class))
                .contains("garbageIsWhatIsNotLiveAndEitherDeadOrUnused");
    }

    static class IgnoresThreshold extends AssocContract {
        @Override
        protected Assoc newAssoc() {
            return new ForwardingAssoc() {
                @Override
                public CollectSummary collect(CollectPolicy policy) {
                    return inner.collect(new CollectPolicy(policy.live(), LiveSet.NONE, Instant.MAX, policy.dryRun()));
                }
            };
        }
    }
}
