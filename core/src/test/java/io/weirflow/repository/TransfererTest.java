package io.weirflow.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.File;
import io.weirflow.fileset.Fileset;
import io.weirflow.testkit.Contents;
import io.weirflow.testkit.Faults;
import io.weirflow.testkit.FaultyRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TransfererTest {
    private final MemoryRepository sourceStore = MemoryRepository.create();
    private final MemoryRepository targetStore = MemoryRepository.create();
    private final Faults sourceFaults = new Faults();
    private final Faults targetFaults = new Faults();
    private final Repository source = new FaultyRepository(sourceStore, sourceFaults);
    private final Repository target = new FaultyRepository(targetStore, targetFaults);
    private final List<Duration> waits = new ArrayList<>();
    private final Transferer transferer = Transferer.create().withSleeper(waits::add);

    private File file(int number) {
        byte[] content = Contents.bytes(100 + number, number);
        return File.resolved(sourceStore.put(content), content.length);
    }

    private Fileset files(int count) {
        Map<String, File> files = new HashMap<>();
        for (int i = 0; i < count; i++) {
            files.put("file " + i, file(i));
        }
        return Fileset.directory(files);
    }

    @Test
    void whatTheDestinationLacksIsCopied() {
        Fileset all = files(50);
        targetStore.put(sourceStore.read(file(7).id()));
        assertThat(transferer.needTransfer(target, all)).hasSize(49);
        targetFaults.resetCalls();
        transferer.transfer(target, source, all);
        assertThat(transferer.needTransfer(target, all)).isEmpty();
        assertThat(targetFaults.calls("put")).isEqualTo(49);
        all.forEachFile((path, file) -> assertThat(targetStore.read(file.id())).isEqualTo(sourceStore.read(file.id())));
    }

    @Test
    void theDestinationIsAskedOnceForABatch() {
        transferer.transfer(target, source, files(50));
        assertThat(targetFaults.calls("missing")).isEqualTo(1);
        assertThat(targetFaults.calls("size")).isZero();
        assertThat(sourceFaults.calls("missing") + sourceFaults.calls("size")).isZero();
        transferer.transfer(target, source, Fileset.EMPTY);
        assertThat(targetFaults.calls("missing")).isEqualTo(1);
    }

    @Test
    void referencesAreRefused() {
        Fileset lists = Fileset.list(List.of(files(1), Fileset.of(File.reference("mem://bucket/key", "etag", 3))));
        assertThatThrownBy(() -> transferer.transfer(target, source, lists))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.INVALID))
                .hasMessageContaining("mem://bucket/key");
        assertThat(targetStore.count()).isZero();
    }

    @Test
    void whatIsNowhereDoesNotExist() {
        Digest nowhere = Digest.of("nowhere");
        assertKind(ErrorKind.NOT_EXIST, () -> transferer.transfer(target, source, Set.of(nowhere)));
        assertThat(waits).as("absence is not tried again").isEmpty();
        assertKind(ErrorKind.NOT_EXIST, () -> transferer.transfer(target, target, Set.of(nowhere)));
    }

    @Test
    void passingAndDamagedTransfersAreTriedAgain() {
        sourceFaults
                .failBefore("open", 1, ErrorKind.TEMPORARY)
                .flip("open", 1, 10)
                .truncate("open", 1, 10);
        transferer.transfer(target, source, files(1));
        assertThat(targetStore.count()).isEqualTo(1);
        assertThat(waits).extracting(Duration::toMillis).containsExactly(20L, 30L, 45L);
    }

    @Test
    void aBlobThatStaysDamagedIsNeverStored() {
        sourceFaults.flip("open", 99, 10);
        assertKind(ErrorKind.INTEGRITY, () -> transferer.transfer(target, source, files(1)));
        assertThat(sourceFaults.calls("open")).isEqualTo(4);
        assertThat(targetStore.count()).isZero();
    }

    @Test
    void aCopyThatTookEffectBeforeItFailedIsMadeAgainWithoutHarm() {
        targetFaults.failAfter("put", 2, ErrorKind.UNAVAILABLE);
        transferer.transfer(target, source, files(1));
        assertThat(targetStore.count()).isEqualTo(1);
    }

    @Test
    void concurrentTransfersOfABlobCopyItOnce() throws Exception {
        Fileset all = files(20);
        CountDownLatch open = new CountDownLatch(1);
        sourceFaults.hold("open", open);
        List<FutureTask<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            FutureTask<Void> call = new FutureTask<>(() -> transferer.transfer(target, source, all), null);
            calls.add(call);
            new Thread(call).start();
        }
        while (targetStore.count() < 19) {
            Thread.onSpinWait();
        }
        assertThat(calls).noneMatch(FutureTask::isDone);
        open.countDown();
        for (FutureTask<Void> call : calls) {
            call.get();
        }
        assertThat(targetFaults.calls("put")).isEqualTo(20);
    }

    @Test
    void whoWaitedForACopyThatFailedWithAnotherSourceMakesItHimself() throws Exception {
        File file = file(1);
        Repository empty = MemoryRepository.create();
        CountDownLatch open = new CountDownLatch(1);
        Faults emptyFaults = new Faults().hold("open", open);
        FutureTask<Throwable> first = new FutureTask<>(() -> catchThrowable(
                () -> transferer.transfer(target, new FaultyRepository(empty, emptyFaults), Set.of(file.id()))));
        new Thread(first).start();
        while (emptyFaults.calls("open") == 0) {
            Thread.onSpinWait();
        }
        FutureTask<Void> second = new FutureTask<>(() -> transferer.transfer(target, source, Set.of(file.id())), null);
        Thread thread = new Thread(second);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        open.countDown();
        assertThat(first.get()).isInstanceOf(WeirflowException.class);
        second.get();
        assertThat(targetStore.contains(file.id())).isTrue();
    }

    @Test
    void oneMissingBlobDoesNotFailOthersWhoWaitForTheRest() throws Exception {
        File good = file(1);
        CountDownLatch open = new CountDownLatch(1);
        Faults faults = new Faults().hold("open", open);
        Repository slow = new FaultyRepository(sourceStore, faults);
        Transferer oneByOne = Transferer.create(TransferLimits.of(1));
        FutureTask<Throwable> first = new FutureTask<>(() ->
                catchThrowable(() -> oneByOne.transfer(target, slow, List.of(Digest.of("nowhere"), good.id()))));
        new Thread(first).start();
        while (faults.calls("open") == 0) {
            Thread.onSpinWait();
        }
        FutureTask<Void> second = new FutureTask<>(() -> oneByOne.transfer(target, slow, Set.of(good.id())), null);
        Thread thread = new Thread(second);
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        open.countDown();
        assertThat(first.get()).isInstanceOf(WeirflowException.class);
        second.get();
        assertThat(targetStore.contains(good.id())).isTrue();
    }

    @Test
    void limitsHoldForEachRepositoryAndCrossingTransfersDoNotBlockEachOther() throws Exception {
        CountingRepository a = new CountingRepository(MemoryRepository.create());
        CountingRepository b = new CountingRepository(MemoryRepository.create());
        CountingRepository c = new CountingRepository(MemoryRepository.create());
        Transferer limited = Transferer.create(TransferLimits.of(2).with(c, 1));
        List<CountingRepository> all = List.of(a, b, c);
        List<Callable<Void>> calls = new ArrayList<>();
        for (CountingRepository from : all) {
            List<Digest> own = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                own.add(from.put(Contents.bytes(50, 1000L * all.indexOf(from) + i)));
            }
            for (CountingRepository to : all) {
                calls.add(() -> {
                    limited.transfer(to, from, own);
                    return null;
                });
            }
        }
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<FutureTask<Void>> tasks = calls.stream()
                .map(call -> new FutureTask<>(() -> {
                    start.await();
                    return call.call();
                }))
                .toList();
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            task.get(60, TimeUnit.SECONDS);
        }
        assertThat(a.most()).isBetween(1, 2);
        assertThat(b.most()).isBetween(1, 2);
        assertThat(c.most()).isEqualTo(1);
        assertThat(all).allMatch(repository -> repository.count() == 120);
    }

    @Test
    void aDirectTransferComesBeforeAStream() {
        DirectRepository direct = new DirectRepository("direct:target", source);
        Digest blob = file(1).id();
        Repository named = new DirectRepository("direct:source", sourceStore);
        transferer.transfer(direct, named, Set.of(blob));
        assertThat(direct.read).containsExactly(blob);
        assertThat(direct.contains(blob)).isTrue();
    }

    @Test
    void anInterruptedTransferIsCanceled() throws Exception {
        sourceFaults.hold("open", new CountDownLatch(1)).hold("open", new CountDownLatch(1));
        FutureTask<Throwable> call =
                new FutureTask<>(() -> catchThrowable(() -> transferer.transfer(target, source, files(2))));
        Thread thread = new Thread(call);
        thread.start();
        while (sourceFaults.calls("open") < 2) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(call.get())
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.CANCELED));
        transferer.transfer(target, source, files(2));
        assertThat(targetStore.count()).isEqualTo(2);
    }

    private static void assertKind(ErrorKind kind, Runnable call) {
        assertThat(catchThrowable(call::run))
                .isInstanceOfSatisfying(
                        WeirflowException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
