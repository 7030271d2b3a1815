package io.weirflow.task;

import io.weirflow.digest.Digest;
import io.weirflow.exec.OutputSpec;
import io.weirflow.flow.ExecNode;
import io.weirflow.resource.Resources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Builds a {@link Task}. Not thread-safe.
 *
 * <p>In the command, <code>{{name}}</code> stands for the input, output or parameter of that name: for an input the path of
 * the file or directory, for an output the path where the command is to write it, for a parameter its text as one word of
 * the shell. Everything else reaches the shell as it is written, percent signs included; <code>{{{{</code> stands for two
 * braces that begin no placeholder. The shell ends at the first command that fails.
 *
 * <p>What identifies the work, so that a change of it makes the command run again: the command with its parameters, the
 * content of the inputs, the declared outputs, {@link #env}, {@link #image} and {@link #salt}. Names, labels, resources,
 * timeout, retries and {@link #secretEnv} do not.
 */
public final class TaskBuilder {
    private final TaskParts parts;
    private Optional<String> image = Optional.empty();
    private Optional<Digest> salt = Optional.empty();
    private Optional<Duration> timeout = Optional.empty();
    private int retries;
    private Resources resources = Resources.NONE;
    private Function<InputSizes, Resources> sized = sizes -> Resources.NONE;
    private final Map<String, String> labels = new LinkedHashMap<>();

    TaskBuilder(String name) {
        parts = new TaskParts(Names.check("task", name));
    }

    /** Declares an input that is a file. An optional file must be there when the command runs. */
    public TaskBuilder in(String name, FileFlow file) {
        parts.input(name, file.required());
        return this;
    }

    /** Declares an input that is a directory. The command must not count on being able to write to it. */
    public TaskBuilder in(String name, DirFlow directory) {
        parts.input(name, directory);
        return this;
    }

    /** Declares a parameter: a text that the command gets as one word, whatever characters it has. */
    public TaskBuilder param(String name, String value) {
        return param(name, List.of(value));
    }

    /** Declares a parameter that is a number. */
    public TaskBuilder param(String name, long value) {
        return param(name, List.of(Long.toString(value)));
    }

    /** Declares a parameter of any number of texts: the command gets each as one word. */
    public TaskBuilder param(String name, List<String> values) {
        parts.param(name, values);
        return this;
    }

    /** Sets an environment variable, which is part of what identifies the work. */
    public TaskBuilder env(String variable, String value) {
        parts.env(variable, value);
        return this;
    }

    /** Sets an environment variable that neither identifies the work nor is stored or shown anywhere. */
    public TaskBuilder secretEnv(String variable, String value) {
        parts.secretEnv(variable, value);
        return this;
    }

    /** Sets the command, a script of one or more lines for the shell. */
    public TaskBuilder command(String script) {
        parts.command(script);
        return this;
    }

    /** Declares an output that is a file. It is a failure if the command does not write it. */
    public TaskBuilder outFile(String name) {
        parts.output(new OutputSpec(name, false, false));
        return this;
    }

    /** Declares an output that is a directory, which is there, empty, when the command starts. */
    public TaskBuilder outDir(String name) {
        parts.output(new OutputSpec(name, true, false));
        return this;
    }

    /** Declares an output that is a file which the command may leave unwritten. */
    public TaskBuilder optionalFile(String name) {
        parts.output(new OutputSpec(name, false, true));
        return this;
    }

    /** Declares that what the command writes to standard output is an output, a file. At most one. */
    public TaskBuilder stdout(String name) {
        parts.stdout(name);
        return this;
    }

    /** Sets a label, for people and queries. */
    public TaskBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    /** Sets after which time the command is ended and counts as failed. */
    public TaskBuilder timeout(Duration value) {
        parts.check(!value.isNegative() && !value.isZero(), "a timeout is positive, found " + value);
        timeout = Optional.of(value);
        return this;
    }

    /** Sets how many times more a failed command is tried; 0 unless set. */
    public TaskBuilder retry(int times) {
        parts.check(times >= 0, "a number of retries is not negative, found " + times);
        retries = times;
        return this;
    }

    /** Sets the cores that are reserved while the command runs. */
    public TaskBuilder cpu(double cores) {
        return resource(Resources.CPU, cores);
    }

    /** Sets the memory in bytes that is reserved while the command runs. */
    public TaskBuilder memory(long bytes) {
        return resource(Resources.MEM, (double) bytes);
    }

    private TaskBuilder resource(String resource, double amount) {
        parts.check(Double.isFinite(amount) && amount >= 0, resource + " is not negative, found " + amount);
        resources = Double.isFinite(amount) ? resources.with(resource, amount) : resources;
        return this;
    }

    /** Sets what is reserved while the command runs, in place of what was set before. */
    public TaskBuilder resources(Resources value) {
        resources = value;
        return this;
    }

    /** Sets a function of the inputs' sizes that says what is reserved, the larger of this and what was set otherwise. */
    public TaskBuilder resources(Function<InputSizes, Resources> value) {
        sized = value;
        return this;
    }

    /** Sets the container image that the command runs in. Local processes refuse a task that has one. */
    public TaskBuilder image(String value) {
        image = Optional.of(value);
        return this;
    }

    /** Sets a text that makes this work different from otherwise equal work, for example to have it done again each day. */
    public TaskBuilder salt(String value) {
        salt = Optional.of(Digest.of(value));
        return this;
    }

    /**
     * Returns the task.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID that lists all that is wrong: placeholders without a
     *     declaration, declarations that the command does not use, names used twice, a missing command or output
     */
    public Task build() {
        List<String> names = new ArrayList<>(parts.inputs().keySet());
        ExecNode.Builder node = parts.lower()
                .ident(parts.name())
                .inputNames(names)
                .env(parts.env())
                .secretEnv(parts.secretEnv())
                .labels(labels)
                .retries(retries)
                .resources(resources, inputs -> sized.apply(new InputSizes(names, inputs)));
        timeout.ifPresent(node::timeout);
        image.ifPresent(node::image);
        salt.ifPresent(node::salt);
        return new Task(node.build(), parts.outputs());
    }
}
