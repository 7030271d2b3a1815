package io.weirflow.backend.s3;

import com.google.common.collect.Lists;
import io.weirflow.base.ErrorKind;
import io.weirflow.base.Parallel;
import io.weirflow.base.WeirflowException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/** Deletes objects, up to 1,000 in a request. Objects that do not exist count as deleted. */
final class Deleter {
    private static final int BATCH = 1000;
    private static final int SHOWN = 3;

    private final S3Calls calls;

    Deleter(S3Calls calls) {
        this.calls = calls;
    }

    void delete(String bucket, Collection<String> keys) {
        List<String> together = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys)) {
            (S3Keys.fitsXml(key) ? together : alone).add(key);
        }
        Parallel.forEach(Lists.partition(together, BATCH), calls.parts(), batch -> deleteBatch(bucket, batch));
        Parallel.forEach(alone, calls.parts(), key -> deleteOne(new ObjectId(bucket, key)));
    }

    void deleteOne(ObjectId id) {
        S3Calls.write(
                () -> calls.client()
                        .deleteObject(request -> request.bucket(id.bucket()).key(id.key())),
                "delete",
                id);
    }

    private void deleteBatch(String bucket, List<String> keys) {
        if (keys.size() == 1) {
            deleteOne(new ObjectId(bucket, keys.get(0)));
            return;
        }
        List<ObjectIdentifier> objects = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(key).build())
                .toList();
        List<S3Error> errors = S3Calls.write(
                        () -> calls.client()
                                .deleteObjects(request -> request.bucket(bucket)
                                        .delete(delete ->
                                                delete.objects(objects).quiet(true))),
                        "delete",
                        keys.size() + " objects of",
                        bucket)
                .errors()
                .stream()
                .filter(error -> !"NoSuchKey".equals(error.code()))
                .toList();
        if (!errors.isEmpty()) {
            throw failed(bucket, errors);
        }
    }

    private static WeirflowException failed(String bucket, List<S3Error> errors) {
        S3Error first = errors.get(0);
        ErrorKind kind = S3Failures.kindOfCode(String.valueOf(first.code())).orElse(ErrorKind.OTHER);
        List<String> shown = errors.stream()
                .limit(SHOWN)
                .map(error -> new ObjectId(bucket, String.valueOf(error.key())).url())
                .toList();
        return WeirflowException.of(
                kind,
                "delete",
                errors.size() + " objects were not deleted, S3 says " + first.code() + ": " + first.message(),
                shown.toArray());
    }
}
