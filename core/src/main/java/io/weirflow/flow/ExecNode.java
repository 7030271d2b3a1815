package io.weirflow.flow;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.weirflow.base.WeirflowException;
import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.fileset.Fileset;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs a command on its dependencies' values. {@code command} is a format in which each {@code %s} stands for the next of
 * the {@linkplain #slots() slots}, and {@code %%} for a percent sign.
 *
 * <p>Keyed are: command, slots, outputs, environment variables, image (by the executor's environment for it) and salt. Not
 * keyed are: ident, names, labels, resources, timeout, retries and secrets.
 */
public final class ExecNode extends Flow {
    private final String command;
    private final String image;
    private final String originalImage;
    private final Optional<List<ArgSlot>> slots;
    private final Optional<List<OutputSpec>> outputs;
    private final ImmutableSortedMap<String, String> env;
    private final ImmutableMap<String, String> secretEnv;
    private final Optional<Digest> salt;
    private final Function<List<Fileset>, Resources> resources;
    private final Resources minResources;
    private final Optional<Duration> timeout;
    private final int retries;
    private final ImmutableMap<String, String> labels;
    private final ImmutableList<String> inputNames;
    private final boolean needsAwsCredentials;
    private final boolean needsDockerAccess;

    private ExecNode(Builder builder) {
        super(builder.deps, builder.ident);
        command = builder.command;
        image = builder.image;
        originalImage = builder.originalImage;
        slots = builder.slots.map(ImmutableList::copyOf);
        outputs = builder.outputs.map(ImmutableList::copyOf);
        env = ImmutableSortedMap.copyOf(builder.env);
        secretEnv = ImmutableMap.copyOf(builder.secretEnv);
        salt = builder.salt;
        resources = builder.resources;
        minResources = builder.minResources;
        timeout = builder.timeout;
        retries = builder.retries;
        labels = ImmutableMap.copyOf(builder.labels);
        inputNames = ImmutableList.copyOf(builder.inputNames);
        needsAwsCredentials = builder.needsAwsCredentials;
        needsDockerAccess = builder.needsDockerAccess;
    }

    /** Returns a builder of an exec. */
    public static Builder of(String command, List<? extends Flow> deps) {
        return new Builder(command, ImmutableList.copyOf(deps));
    }

    /** Returns the command format. */
    public String command() {
        return command;
    }

    /** Returns the image; empty for none. */
    public String image() {
        return image;
    }

    /** Returns the image as the user named it, if it was resolved to another text; else empty. */
    public String originalImage() {
        return originalImage;
    }

    /** Returns what stands for each {@code %s}; absent means each dependency in order. */
    public Optional<List<ArgSlot>> slots() {
        return slots;
    }

    /** Returns the declared outputs; absent means a single output at the path in {@code $out}. */
    public Optional<List<OutputSpec>> outputs() {
        return outputs;
    }

    /** Returns environment variables, ordered by name. */
    public Map<String, String> env() {
        return env;
    }

    /** Returns environment variables that are neither keyed nor stored. */
    public Map<String, String> secretEnv() {
        return secretEnv;
    }

    /** Returns what makes this exec different from others that are otherwise equal. */
    public Optional<Digest> salt() {
        return salt;
    }

    /** Returns the resources to reserve, given the dependencies' values. */
    public Resources resources(List<Fileset> inputs) {
        return resources.apply(inputs);
    }

    /** Returns the resources that are known before the inputs are; those that were set if they do not depend on them. */
    public Resources minResources() {
        return minResources;
    }

    /** Returns after which time the command is ended as failed. */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** Returns how many times more a failed command is tried. */
    public int retries() {
        return retries;
    }

    /** Returns labels for people and queries. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns names of the dependencies for messages, in order; may be shorter than the dependencies. */
    public List<String> inputNames() {
        return inputNames;
    }

    /** Tells whether the command needs the application's AWS credentials. */
    public boolean needsAwsCredentials() {
        return needsAwsCredentials;
    }

    /** Tells whether the command needs access to the Docker engine. */
    public boolean needsDockerAccess() {
        return needsDockerAccess;
    }

    @Override
    public String op() {
        return "exec";
    }

    /** Builds an {@link ExecNode}. Not thread-safe. */
    public static final class Builder {
        private final String command;
        private final List<Flow> deps;
        private String ident = "";
        private String image = "";
        private String originalImage = "";
        private Optional<List<ArgSlot>> slots = Optional.empty();
        private Optional<List<OutputSpec>> outputs = Optional.empty();
        private Map<String, String> env = Map.of();
        private Map<String, String> secretEnv = Map.of();
        private Optional<Digest> salt = Optional.empty();
        private Function<List<Fileset>, Resources> resources = inputs -> Resources.NONE;
        private Resources minResources = Resources.NONE;
        private Optional<Duration> timeout = Optional.empty();
        private int retries;
        private Map<String, String> labels = Map.of();
        private List<String> inputNames = List.of();
        private boolean needsAwsCredentials;
        private boolean needsDockerAccess;

        private Builder(String command, List<Flow> deps) {
            this.command = command;
            this.deps = deps;
        }

        /** Sets a name for people. */
        public Builder ident(String value) {
            ident = value;
            return this;
        }

        /** Sets the image. */
        public Builder image(String value) {
            image = value;
            return this;
        }

        /** Sets the image as the user named it, before it was resolved. */
        public Builder originalImage(String value) {
            originalImage = value;
            return this;
        }

        /** Sets what stands for each {@code %s}. */
        public Builder slots(List<ArgSlot> value) {
            slots = Optional.of(value);
            return this;
        }

        /** Declares outputs. */
        public Builder outputs(List<OutputSpec> value) {
            outputs = Optional.of(value);
            return this;
        }

        /** Sets environment variables. */
        public Builder env(Map<String, String> value) {
            env = value;
            return this;
        }

        /** Sets environment variables that are neither keyed nor stored. */
        public Builder secretEnv(Map<String, String> value) {
            secretEnv = value;
            return this;
        }

        /** Sets what makes this exec different from others that are otherwise equal. */
        public Builder salt(Digest value) {
            salt = Optional.of(value);
            return this;
        }

        /** Sets the resources. */
        public Builder resources(Resources value) {
            resources = inputs -> value;
            minResources = value;
            return this;
        }

        /** Sets the resources as a function of the dependencies' values, with what is needed at least. */
        public Builder resources(Resources atLeast, Function<List<Fileset>, Resources> value) {
            resources = inputs -> atLeast.max(value.apply(inputs));
            minResources = atLeast;
            return this;
        }

        /** Sets after which time the command is ended as failed. */
        public Builder timeout(Duration value) {
            timeout = Optional.of(value);
            return this;
        }

        /** Sets how many times more a failed command is tried; not negative. */
        public Builder retries(int value) {
            retries = value;
            return this;
        }

        /** Sets labels. */
        public Builder labels(Map<String, String> value) {
            labels = value;
            return this;
        }

        /** Names the dependencies for messages. */
        public Builder inputNames(List<String> value) {
            inputNames = value;
            return this;
        }

        /** Asks for the application's AWS credentials. */
        public Builder needsAwsCredentials(boolean value) {
            needsAwsCredentials = value;
            return this;
        }

        /** Asks for access to the Docker engine. */
        public Builder needsDockerAccess(boolean value) {
            needsDockerAccess = value;
            return this;
        }

        /**
         * Returns the node.
         *
         * @throws WeirflowException of kind INVALID that lists everything that is wrong: slots of dependencies or outputs that are
         *     not there, more names than dependencies, names of environment variables that no shell can hold, a variable that is
         *     both secret and not, a negative number of retries, a time limit that is not positive
         */
        public ExecNode build() {
            ExecNode node = new ExecNode(this);
            ExecChecks.check(node);
            return node;
        }
    }
}
