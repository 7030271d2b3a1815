package io.weirflow.reflow;

import com.google.common.collect.ImmutableList;
import io.weirflow.exec.ExecConfig;
import io.weirflow.exec.OutputSpec;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What an executor needs to know to run an exec, as Reflow has it. Environment variables and time limits have no place here.
 *
 * @param type {@code exec}, {@code intern} or {@code extern}
 * @param ident a name for people
 * @param url the URL of an intern or extern
 * @param image the image
 * @param originalImage the image as the user named it
 * @param command the command format
 * @param arguments what stands for its {@code %s}; absent and empty are two things in JSON
 * @param resources the resources that it needs
 * @param needsAwsCredentials whether it needs the caller's AWS credentials
 * @param needsDockerAccess whether it needs access to the Docker engine
 * @param outputIsDir for each declared output whether it is a directory; empty for the single output
 */
public record ReflowExecConfig(
        String type,
        String ident,
        String url,
        String image,
        String originalImage,
        String command,
        Optional<List<ReflowArg>> arguments,
        ReflowResources resources,
        boolean needsAwsCredentials,
        boolean needsDockerAccess,
        List<Boolean> outputIsDir) {
    /** Copies the lists. */
    public ReflowExecConfig {
        arguments = arguments.map(ImmutableList::copyOf);
        outputIsDir = ImmutableList.copyOf(outputIsDir);
    }

    /** Returns a configuration of Weirflow's as Reflow has it. */
    public static ReflowExecConfig of(ExecConfig config) {
        List<ReflowArg> args = config.args().stream().map(ReflowArg::of).toList();
        return new ReflowExecConfig(
                config.type().text(),
                config.ident(),
                config.url(),
                config.image(),
                config.originalImage(),
                config.command(),
                args.isEmpty() ? Optional.empty() : Optional.of(args),
                ReflowResources.of(config.resources()),
                config.needsAwsCredentials(),
                config.needsDockerAccess(),
                config.outputs().orElse(List.of()).stream()
                        .map(OutputSpec::directory)
                        .toList());
    }

    /** Returns the JSON form. */
    public String toJson() {
        StringBuilder json = new StringBuilder();
        ExecConfigJson.write(json, this);
        return json.toString();
    }

    /**
     * Returns the configuration of a JSON form.
     *
     * @throws io.weirflow.base.WeirflowException of kind INVALID for malformed JSON and values that do not fit
     */
    public static ReflowExecConfig fromJson(String json) {
        return GoJsonReader.readAll(json, "read exec", ExecConfigJson::read);
    }

    /** Returns {@code execconfig exec image … cmd "…" args […] resources {…}}, or the URL for an intern or extern. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("execconfig ").append(type);
        if (type.equals("exec")) {
            StringJoiner args = new StringJoiner(", ", "[", "]");
            arguments.orElse(List.of()).forEach(arg -> args.add(arg.toString()));
            text.append(" image ").append(image);
            text.append(" cmd ").append(GoQuote.quote(command));
            text.append(" args ").append(args);
        } else if (type.equals("intern") || type.equals("extern")) {
            text.append(" url ").append(url);
        }
        return text.append(" resources ").append(resources).toString();
    }
}
