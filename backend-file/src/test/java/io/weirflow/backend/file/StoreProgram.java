package io.weirflow.backend.file;

import io.weirflow.base.WeirflowException;
import io.weirflow.cache.AssocKey;
import io.weirflow.cache.AssocKind;
import io.weirflow.cache.AssocValue;
import io.weirflow.digest.Digest;
import java.nio.file.Path;
import java.util.Map;

/** What child processes of the tests do: stores things in a folder and says so, line by line. */
final class StoreProgram {
    private StoreProgram() {}

    /** Runs one of the actions; a failure is printed as its kind and message. */
    public static void main(String[] arguments) {
        Path folder = Path.of(arguments[1]);
        try {
            switch (arguments[0]) {
                case "once" -> once(folder);
                case "forever" -> forever(folder, arguments[2]);
                case "put" -> put(folder, Integer.parseInt(arguments[2]));
                case "snapshot" ->
                    System.out.println(LocalFileStore.create()
                            .bucket("")
                            .snapshot(folder.toString().substring(1) + '/'));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        } catch (WeirflowException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }

    static byte[] content(String run, int number) {
        // Of several sizes, some larger than the buffer.
        return Texts.bytes((run + ' ' + number + ' ').repeat(1 + number % 7 * 10_000));
    }

    private static void once(Path folder) {
        try (FileRepository repository = FileRepository.open(folder.resolve("objects"));
                FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            store(repository, assoc, "once", 0);
        }
        System.out.println("done");
    }

    private static void forever(Path folder, String run) {
        try (FileRepository repository = FileRepository.open(folder.resolve("objects"));
                FileAssoc assoc = FileAssoc.open(folder.resolve("weirflow.db"))) {
            for (int i = 0; ; i++) {
                store(repository, assoc, run, i);
                System.out.println(i);
                System.out.flush();
            }
        }
    }

    private static void store(FileRepository repository, FileAssoc assoc, String run, int number) {
        Digest digest = repository.put(content(run, number));
        repository.flush();
        assoc.store(Map.of(key(run, number), AssocValue.reference(digest)));
    }

    static AssocKey key(String run, int number) {
        return new AssocKey(AssocKind.RESULT, Digest.of(run + number));
    }

    private static void put(Path folder, int bytes) {
        try (FileRepository repository = FileRepository.open(folder)) {
            repository.put(Texts.bytes("small"));
            System.out.println("small is there");
            repository.put(new byte[bytes]);
            System.out.println("large is there");
        }
    }
}
