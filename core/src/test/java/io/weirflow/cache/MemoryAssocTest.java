package io.weirflow.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.testkit.AssocContract;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryAssocTest extends AssocContract {
    @Override
    protected MemoryAssoc newAssoc() {
        return MemoryAssoc.create(Clock.systemUTC(), labels());
    }

    @Override
    protected Set<String> labels() {
        return Set.of("project=alpha", "user=me");
    }

    @Override
    protected boolean backdate(AssocKey key, Instant lastUse) {
        ((MemoryAssoc) assoc).backdate(key, lastUse);
        return true;
    }

    @Test
    void theCountIsExact() {
        assertThat(assoc.count()).isZero();
        AssocKey key = new AssocKey(AssocKind.RESULT, io.weirflow.digest.Digest.of("key"));
        assoc.store(Map.of(key, AssocValue.inline(new byte[0])));
        assertThat(assoc.count()).isEqualTo(1);
    }
}
