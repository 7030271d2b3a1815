package io.weirflow.run.agent;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.fileset.Fileset;
import io.weirflow.fileset.FilesetFormat;
import io.weirflow.repository.Repository;
import io.weirflow.store.StateValue;
import java.nio.charset.StandardCharsets;

/**
 * Filesets as outputs of nodes: the fileset in its stored form is an object of a repository, and the output is the text of its
 * digest. All agents, and whoever reads the output, share the repository.
 */
public final class FilesetOutputs {
    private FilesetOutputs() {}

    /** Stores a fileset, whose files are in the repository, and returns the output that stands for it. */
    public static StateValue write(Fileset fileset, Repository repository) {
        Digest digest = repository.put(FilesetFormat.encode(fileset));
        repository.flush(); // before anybody can learn of it
        return StateValue.utf8(digest.toString());
    }

    /**
     * Returns the fileset that an output stands for.
     *
     * @throws WeirflowException of kind INVALID if the output is no digest, of kind NOT_EXIST if there is no such object
     */
    public static Fileset read(StateValue output, Repository repository) {
        String text = new String(output.bytes(), StandardCharsets.UTF_8);
        try {
            return FilesetFormat.decode(repository.read(Digest.parse(text)));
        } catch (WeirflowException e) {
            if (e.is(ErrorKind.INVALID)) {
                throw WeirflowException.wrap(e, "read output as fileset");
            }
            throw e;
        }
    }
}
