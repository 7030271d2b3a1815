package io.weirflow.eval;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.Failure;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.digest.DigestSet;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import io.weirflow.repository.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out which content of values is missing or damaged. Everything here may block. */
final class Damage {
    private static final int PARALLEL = 8;

    private Damage() {}

    /** Returns which blobs of some inputs are missing or damaged, if a failure of what was done with them may come from that. */
    static Set<Digest> behind(Failure failure, Repository repository, List<Fileset> inputs) {
        if (failure.is(ErrorKind.INTEGRITY)) {
            return missingOrDamaged(repository, inputs);
        }
        return failure.is(ErrorKind.NOT_EXIST) ? missing(repository, inputs) : Set.of();
    }

    /** Returns which blobs of some values a repository does not have. */
    static Set<Digest> missing(Repository repository, List<Fileset> values) {
        Set<Digest> all = blobs(values);
        return all.isEmpty() ? Set.of() : repository.missing(all);
    }

    private static Set<Digest> blobs(List<Fileset> values) {
        DigestSet all = new DigestSet(values.size());
        for (Fileset value : values) {
            value.forEachFile((path, file) -> {
                if (!file.isReference()) {
                    all.add(file.id());
                }
            });
        }
        return all;
    }

    /**
     * Returns which blobs of some values a repository does not have or has damaged, by reading them all. Damaged ones stay where
     * they are until their content is put again.
     */
    static Set<Digest> missingOrDamaged(Repository repository, List<Fileset> values) {
        Set<Digest> all = blobs(values);
        Set<Digest> bad = ConcurrentHashMap.newKeySet();
        bad.addAll(all.isEmpty() ? Set.of() : repository.missing(all));
        Parallel.forEach(new ArrayList<>(all), PARALLEL, blob -> {
            if (!bad.contains(blob) && isDamaged(repository, blob)) {
                bad.add(blob);
            }
        });
        return bad;
    }

    private static boolean isDamaged(Repository repository, Digest blob) {
        try (InputStream in = repository.open(blob)) {
            in.transferTo(OutputStream.nullOutputStream());
            return false;
        } catch (IOException e) {
            return isDamage(Streams.failure(e, "verify", blob));
        } catch (WeirflowException e) {
            return isDamage(e);
        }
    }

    private static boolean isDamage(WeirflowException e) {
        if (e.is(ErrorKind.INTEGRITY) || e.is(ErrorKind.NOT_EXIST)) {
            return true;
        }
        throw e;
    }
}
