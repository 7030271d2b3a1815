package io.weirflow.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.Uninterruptibles;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.repository.MemoryRepository;
import io.weirflow.repository.Repository;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeenBlobsTest {
    private static final Digest A = Digest.of("a");
    private static final Digest B = Digest.of("b");
    private static final Digest C = Digest.of("c");

    private final Asked repository = new Asked();
    private final SeenBlobs seen = new SeenBlobs();

    /** Notes which blobs are asked for, and does something before it answers. */
    private static final class Asked implements Repository {
        final MemoryRepository inner = MemoryRepository.create();
        final List<Set<Digest>> asked = new CopyOnWriteArrayList<>();
        volatile Runnable meanwhile = () -> {};

        @Override
        public Set<Digest> missing(Collection<Digest> digests) {
            asked.add(Set.copyOf(digests));
            Set<Digest> missing = inner.missing(digests);
            meanwhile.run();
            return missing;
        }

        @Override
        public long size(Digest digest) {
            return inner.size(digest);
        }

        @Override
        public InputStream open(Digest digest) {
            return inner.open(digest);
        }

        @Override
        public Digest put(InputStream content) {
            return inner.put(content);
        }
    }

    private void put(String... contents) {
        for (String content : contents) {
            repository.inner.put(content.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void whatIsThereIsAskedForOnceAndWhatIsMissingAgain() {
        put("a", "b");
        assertThat(seen.missing(repository, Set.of(A, C))).containsExactly(C);
        assertThat(seen.missing(repository, Set.of(A, B, C))).containsExactly(C);
        put("c");
        assertThat(seen.missing(repository, Set.of(A, B, C))).isEmpty();
        assertThat(seen.missing(repository, Set.of(A, B, C))).isEmpty();
        assertThat(repository.asked).containsExactly(Set.of(A, C), Set.of(B, C), Set.of(C));
    }

    @Test
    void whatIsForgottenIsAskedForAgain() {
        put("a");
        assertThat(seen.missing(repository, Set.of(A))).isEmpty();
        repository.inner.remove(A);
        seen.forget();
        assertThat(seen.missing(repository, Set.of(A))).containsExactly(A);
    }

    @Test
    void anAnswerFromBeforeTheForgettingIsNotKept() {
        put("a");
        repository.meanwhile = seen::forget;
        assertThat(seen.missing(repository, Set.of(A))).isEmpty();
        assertThat(seen.missing(repository, Set.of(A))).isEmpty();
        assertThat(repository.asked).hasSize(2);
    }

    @Test
    void whatAnotherAsksForIsWaitedFor() {
        put("a");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        repository.meanwhile = () -> {
            if (repository.asked.size() == 1) {
                entered.countDown();
                Uninterruptibles.awaitUninterruptibly(open);
            } else {
                open.countDown(); // the second asks for its own part before it waits for the first
            }
        };
        CompletableFuture<Set<Digest>> first =
                CompletableFuture.supplyAsync(() -> seen.missing(repository, Set.of(A, C)));
        assertThat(Uninterruptibles.awaitUninterruptibly(entered, 30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(seen.missing(repository, Set.of(A, B, C))).containsExactlyInAnyOrder(B, C);
        assertThat(first.join()).containsExactly(C);
        assertThat(repository.asked).containsExactly(Set.of(A, C), Set.of(B));
    }

    @Test
    void whatAnotherAsksForInVainIsAskedForAgain() {
        put("a");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        repository.meanwhile = () -> {
            if (repository.asked.size() == 1) {
                entered.countDown();
                Uninterruptibles.awaitUninterruptibly(open);
                throw WeirflowException.of(ErrorKind.UNAVAILABLE, "missing", "injected");
            }
            open.countDown();
        };
        CompletableFuture<Set<Digest>> first = CompletableFuture.supplyAsync(() -> seen.missing(repository, Set.of(A)));
        assertThat(Uninterruptibles.awaitUninterruptibly(entered, 30, TimeUnit.SECONDS))
                .isTrue();
        assertThat(seen.missing(repository, Set.of(A, B))).containsExactly(B);
        assertThatThrownBy(first::join).hasCauseInstanceOf(WeirflowException.class);
        assertThat(repository.asked).containsExactly(Set.of(A), Set.of(B), Set.of(A));
    }
}
