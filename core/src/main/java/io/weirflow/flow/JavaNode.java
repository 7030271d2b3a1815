package io.weirflow.flow;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.fileset.Fileset;
import io.weirflow.repository.Repository;
import java.util.List;

/**
 * A Java function over filesets, run in the host's process and cached like an exec. It is identified by a name, a version
 * and parameter bytes that the caller states; variables that the function captures are invisible to the key. Change the
 * version whenever the result for the same inputs changes.
 */
public final class JavaNode extends Flow {
    /** The function: may read the inputs' content from the repository and put content into it. It may block. */
    @FunctionalInterface
    public interface Function {
        /** Returns the value for some inputs, all of whose files are resolved. */
        Fileset apply(List<Fileset> inputs, Repository repository) throws Exception;
    }

    private final String name;
    private final String version;
    private final byte[] parameters;
    private final boolean cached;
    private final Function function;

    private JavaNode(
            List<? extends Flow> deps,
            String name,
            String version,
            byte[] parameters,
            boolean cached,
            Function function) {
        super(deps, name);
        this.name = name;
        this.version = version;
        this.parameters = parameters;
        this.cached = cached;
        this.function = function;
    }

    /**
     * Returns a function of some inputs.
     *
     * @throws WeirflowException of kind INVALID if name or version are blank
     */
    public static JavaNode of(
            List<? extends Flow> deps, String name, String version, byte[] parameters, Function function) {
        if (name.isBlank() || version.isBlank()) {
            throw WeirflowException.of(
                    ErrorKind.INVALID, "java", "a function has a name and a version, which identify it", name, version);
        }
        return new JavaNode(deps, name, version, parameters.clone(), true, function);
    }

    /** Returns this function as one that is so quick that caching it does not pay; then it may get references as inputs. */
    public JavaNode uncached() {
        return new JavaNode(deps(), name, version, parameters, false, function);
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the version. */
    public String version() {
        return version;
    }

    /** Returns the parameter bytes, which MUST NOT be changed. */
    public byte[] parameters() {
        return parameters;
    }

    /** Tells whether results are looked up in and written to the cache. */
    public boolean isCached() {
        return cached;
    }

    /** Calls the function. */
    public Fileset apply(List<Fileset> inputs, Repository repository) throws Exception {
        return function.apply(inputs, repository);
    }

    @Override
    public String op() {
        return "java";
    }
}
