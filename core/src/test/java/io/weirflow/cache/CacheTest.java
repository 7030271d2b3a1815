package io.weirflow.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.flow.DefaultKeyScheme;
import io.weirflow.repository.MemoryRepository;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CacheTest {
    private final MemoryRepository repository = MemoryRepository.create();
    private final Cache cache = Cache.of(repository, MemoryAssoc.create());

    @Test
    void whatWasWrittenIsFoundUnderEachKey() {
        Digest content = repository.put("hello".getBytes(StandardCharsets.UTF_8));
        Fileset value = Fileset.of(File.resolved(content, 5));
        Digest a = Digest.of("a");
        Digest b = Digest.of("b");
        cache.writeOne(List.of(a, b), value, WriteOptions.of(DefaultKeyScheme.INSTANCE));
        LookupOptions options = LookupOptions.of(DefaultKeyScheme.INSTANCE);
        assertThat(cache.lookup(List.of(List.of(Digest.of("c")), List.of(Digest.of("c"), b)), options))
                .containsExactly(LookupResult.ABSENT, new LookupResult.Found(b, AssocKind.RESULT, value));
        repository.remove(content);
        assertThat(cache.lookupOne(List.of(a), options)).isEqualTo(new LookupResult.Incomplete(a, 1));
    }
}
