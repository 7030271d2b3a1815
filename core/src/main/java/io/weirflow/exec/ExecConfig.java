package io.weirflow.exec;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that an executor needs to know to run one exec. Immutable; built by {@link #exec}, {@link #intern} and {@link
 * #extern}.
 *
 * <p>{@code command} is a format: each {@code %s} stands for the next argument, {@code %%} for a percent sign. It is run
 * by a shell that stops at the first failing command of a script and of a pipeline where the shell can ({@code -e}, {@code -o pipefail}).
 * Where no outputs are declared the single output is what is written to the path in {@code $out}.
 */
public final class ExecConfig {
    private final ExecType type;
    private final String ident;
    private final String url;
    private final String image;
    private final String originalImage;
    private final String environment;
    private final String command;
    private final ImmutableList<Arg> args;
    private final Optional<List<OutputSpec>> outputs;
    private final Resources resources;
    private final ImmutableMap<String, String> env;
    private final ImmutableMap<String, String> secretEnv;
    private final Optional<Duration> timeout;
    private final boolean needsAwsCredentials;
    private final boolean needsDockerAccess;

    private ExecConfig(Builder builder) {
        type = builder.type;
        ident = builder.ident;
        url = builder.url;
        image = builder.image;
        originalImage = builder.originalImage;
        environment = builder.environment;
        command = builder.command;
        args = ImmutableList.copyOf(builder.args);
        outputs = builder.outputs.map(ImmutableList::copyOf);
        resources = builder.resources;
        env = ImmutableMap.copyOf(builder.env);
        secretEnv = ImmutableMap.copyOf(builder.secretEnv);
        timeout = builder.timeout;
        needsAwsCredentials = builder.needsAwsCredentials;
        needsDockerAccess = builder.needsDockerAccess;
    }

    /** Returns a builder of an exec that runs a command. */
    public static Builder exec(String command) {
        return new Builder(ExecType.EXEC).command(command);
    }

    /** Returns a builder of an exec that imports what a URL names. */
    public static Builder intern(String url) {
        return new Builder(ExecType.INTERN).url(url);
    }

    /** Returns a builder of an exec that exports its one input to a URL. */
    public static Builder extern(String url) {
        return new Builder(ExecType.EXTERN).url(url);
    }

    /** Returns what is done. */
    public ExecType type() {
        return type;
    }

    /** Returns a name for people. */
    public String ident() {
        return ident;
    }

    /** Returns the URL of an intern or extern, else the empty text. */
    public String url() {
        return url;
    }

    /** Returns the image in which the command runs; empty for none. */
    public String image() {
        return image;
    }

    /** Returns the image as the user named it, before it was resolved; empty if it was not resolved. */
    public String originalImage() {
        return originalImage;
    }

    /**
     * Returns what {@link Executor#environment} returned for the image when this exec's key was computed; empty if it was not asked.
     * An executor that can tell environments apart runs the command in this one or fails.
     */
    public String environment() {
        return environment;
    }

    /** Returns the command format. */
    public String command() {
        return command;
    }

    /** Returns what stands for the {@code %s} of the command. */
    public List<Arg> args() {
        return args;
    }

    /** Returns the declared outputs: the result is then a list with one fileset for each. Empty for the single output. */
    public Optional<List<OutputSpec>> outputs() {
        return outputs;
    }

    /** Returns the resources that are reserved while it runs. */
    public Resources resources() {
        return resources;
    }

    /** Returns environment variables. */
    public Map<String, String> env() {
        return env;
    }

    /** Returns environment variables whose values are never stored, logged or keyed. */
    public Map<String, String> secretEnv() {
        return secretEnv;
    }

    /** Returns after which time the command is ended as failed. */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /** Tells whether the command needs the application's AWS credentials. */
    public boolean needsAwsCredentials() {
        return needsAwsCredentials;
    }

    /** Tells whether the command needs access to the Docker engine. */
    public boolean needsDockerAccess() {
        return needsDockerAccess;
    }

    /** Returns a builder that starts from these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder(type);
        builder.ident = ident;
        builder.url = url;
        builder.image = image;
        builder.originalImage = originalImage;
        builder.environment = environment;
        builder.command = command;
        builder.args = args;
        builder.outputs = outputs;
        builder.resources = resources;
        builder.env = env;
        builder.secretEnv = secretEnv;
        builder.timeout = timeout;
        builder.needsAwsCredentials = needsAwsCredentials;
        builder.needsDockerAccess = needsDockerAccess;
        return builder;
    }

    /** Returns type, ident and command, for messages; never secrets. */
    @Override
    public String toString() {
        return type.text() + " " + ident + " " + (type == ExecType.EXEC ? command : url);
    }

    /** Builds an {@link ExecConfig}. Not thread-safe. */
    public static final class Builder {
        private final ExecType type;
        private String ident = "";
        private String url = "";
        private String image = "";
        private String originalImage = "";
        private String environment = "";
        private String command = "";
        private List<Arg> args = ImmutableList.of();
        private Optional<List<OutputSpec>> outputs = Optional.empty();
        private Resources resources = Resources.NONE;
        private Map<String, String> env = ImmutableMap.of();
        private Map<String, String> secretEnv = ImmutableMap.of();
        private Optional<Duration> timeout = Optional.empty();
        private boolean needsAwsCredentials;
        private boolean needsDockerAccess;

        private Builder(ExecType type) {
            this.type = type;
        }

        /** Sets a name for people. */
        public Builder ident(String value) {
            ident = value;
            return this;
        }

        private Builder url(String value) {
            url = value;
            return this;
        }

        private Builder command(String value) {
            command = value;
            return this;
        }

        /** Sets the image. */
        public Builder image(String value) {
            image = value;
            return this;
        }

        /** Sets the image as the user named it. */
        public Builder originalImage(String value) {
            originalImage = value;
            return this;
        }

        /** Sets the environment by which the exec was keyed. */
        public Builder environment(String value) {
            environment = value;
            return this;
        }

        /** Sets the arguments. */
        public Builder args(List<? extends Arg> value) {
            args = ImmutableList.copyOf(value);
            return this;
        }

        /** Declares outputs. */
        public Builder outputs(List<OutputSpec> value) {
            outputs = Optional.of(value);
            return this;
        }

        /** Sets the resources. */
        public Builder resources(Resources value) {
            resources = value;
            return this;
        }

        /** Sets environment variables. */
        public Builder env(Map<String, String> value) {
            env = value;
            return this;
        }

        /** Sets environment variables that are not stored. */
        public Builder secretEnv(Map<String, String> value) {
            secretEnv = value;
            return this;
        }

        /** Sets after which time the command is ended as failed. */
        public Builder timeout(Duration value) {
            timeout = Optional.of(value);
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

        /** Returns the configuration. */
        public ExecConfig build() {
            return new ExecConfig(this);
        }
    }
}
