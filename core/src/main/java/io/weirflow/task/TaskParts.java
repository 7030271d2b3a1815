package io.weirflow.task;

import io.weirflow.base.ErrorKind;
import io.weirflow.base.WeirflowException;
import io.weirflow.exec.OutputSpec;
import io.weirflow.flow.ArgSlot;
import io.weirflow.flow.ExecNode;
import io.weirflow.flow.Flow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a task is declared to be made of, and how it becomes a node: placeholders turn into {@code %s} with a slot each,
 * percent signs are doubled. What is wrong is gathered and told at once.
 */
final class TaskParts {
    private final String name;
    private final Map<String, Handle> inputs = new LinkedHashMap<>();
    private final Map<String, String> params = new LinkedHashMap<>();
    private final List<OutputSpec> outputs = new ArrayList<>();
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, String> secretEnv = new LinkedHashMap<>();
    private final Set<String> declared = new LinkedHashSet<>();
    private final Set<String> variables = new HashSet<>();
    private final List<String> problems = new ArrayList<>();
    private Optional<String> stdout = Optional.empty();
    private Optional<Template> command = Optional.empty();

    TaskParts(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Map<String, Handle> inputs() {
        return inputs;
    }

    List<OutputSpec> outputs() {
        return outputs;
    }

    Map<String, String> env() {
        return env;
    }

    Map<String, String> secretEnv() {
        return secretEnv;
    }

    void check(boolean condition, String problem) {
        if (!condition) {
            problems.add(problem);
        }
    }

    void input(String input, Handle handle) {
        if (declare(input)) {
            inputs.put(input, handle);
        }
    }

    void param(String param, List<String> values) {
        check(
                values.stream().noneMatch(value -> value.indexOf('\0') >= 0),
                "parameter \"" + param + "\" has a NUL character");
        if (declare(param)) {
            params.put(param, Shell.quote(values));
        }
    }

    void output(OutputSpec output) {
        if (declare(output.name())) {
            outputs.add(output);
        }
    }

    void stdout(String output) {
        check(
                stdout.isEmpty(),
                "standard output is declared twice, as \"" + stdout.orElse("") + "\" and \"" + output + '"');
        stdout = Optional.of(output);
        output(new OutputSpec(output, false, false));
    }

    void command(String script) {
        check(command.isEmpty(), "the command is set twice");
        check(!script.isBlank(), "the command is empty");
        check(script.indexOf('\0') < 0, "the command has a NUL character");
        command = Optional.of(Template.parse(script));
    }

    void env(String variable, String value) {
        if (variable(variable, value)) {
            env.put(variable, value);
        }
    }

    void secretEnv(String variable, String value) {
        if (variable(variable, value)) {
            secretEnv.put(variable, value);
        }
    }

    private boolean variable(String variable, String value) {
        check(
                Names.isVariable(variable),
                "\"" + variable + "\" is no name of an environment variable: letters, digits and _, no digit first");
        check(value.indexOf('\0') < 0, "environment variable " + variable + " has a NUL character");
        check(variables.add(variable), "environment variable " + variable + " is set twice");
        return Names.isVariable(variable);
    }

    private boolean declare(String placeholder) {
        boolean valid = Names.isPlaceholder(placeholder);
        check(
                valid,
                '"' + placeholder + "\" is no name for a placeholder: letters, digits, _ and -, a letter or _ first");
        boolean first = !valid || declared.add(placeholder);
        check(
                first,
                '"' + placeholder + "\" is declared twice: inputs, outputs and parameters need names of their own");
        return valid && first;
    }

    /**
     * Returns the node's command, dependencies, slots and outputs.
     *
     * @throws WeirflowException of kind INVALID that lists all problems
     */
    ExecNode.Builder lower() {
        Template template = command.orElseGet(() -> Template.parse(""));
        List<String> found = new ArrayList<>(problems);
        if (command.isEmpty()) {
            found.add("it has no command");
        } else {
            checkUses(template.names(), found);
        }
        if (outputs.isEmpty()) {
            found.add("it declares no output: declare what the command writes by outFile, outDir or stdout");
        }
        if (!found.isEmpty()) {
            throw WeirflowException.of(ErrorKind.INVALID, "task", message(found), name);
        }
        List<ArgSlot> slots = new ArrayList<>();
        String format = format(template, slots);
        List<Flow> deps = inputs.values().stream().map(Handle::flow).toList();
        return ExecNode.of(format, deps).slots(slots).outputs(outputs);
    }

    private void checkUses(Set<String> used, List<String> found) {
        for (String placeholder : used) {
            if (!declared.contains(placeholder)) {
                found.add("{{" + placeholder + "}} in the command is not declared as input, output or parameter"
                        + Nearest.of(placeholder, declared)
                                .map(near -> "; did you mean {{" + near + "}}?")
                                .orElse(" (for the text itself write {{{{" + placeholder + "}})"));
            }
        }
        for (String unused : declared) {
            boolean isStdout = stdout.filter(unused::equals).isPresent();
            if (isStdout && used.contains(unused)) {
                found.add("{{" + unused
                        + "}} in the command is its standard output: remove it, or declare it by outFile");
            } else if (!isStdout && !used.contains(unused)) {
                found.add(kind(unused) + " \"" + unused + "\" is not used: write {{" + unused
                        + "}} where the command needs it, or remove its declaration");
            }
        }
    }

    private String kind(String declaration) {
        if (inputs.containsKey(declaration)) {
            return "input";
        }
        return params.containsKey(declaration) ? "parameter" : "output";
    }

    private static String message(List<String> found) {
        if (found.size() == 1) {
            return found.get(0);
        }
        StringBuilder text = new StringBuilder().append(found.size()).append(" problems");
        found.forEach(problem -> text.append("\n  - ").append(problem));
        return text.toString();
    }

    private String format(Template template, List<ArgSlot> slots) {
        StringBuilder format = new StringBuilder();
        for (Template.Part part : template.parts()) {
            if (part instanceof Template.Text text) {
                appendText(format, text.text());
            } else if (part instanceof Template.Placeholder placeholder) {
                append(format, placeholder.name(), slots);
            }
        }
        return stdout.map(output -> redirected(format, output, slots)).orElse(format.toString());
    }

    /** Braces, not parentheses: the command stays in the shell itself, where {@code exit} and variables mean what they say. */
    private String redirected(StringBuilder format, String output, List<ArgSlot> slots) {
        slots.add(ArgSlot.output(indexOf(output)));
        return "{\n" + format + "\n} >%s";
    }

    private void append(StringBuilder format, String placeholder, List<ArgSlot> slots) {
        String param = params.get(placeholder);
        if (param != null) {
            appendText(format, param);
            return;
        }
        int input = List.copyOf(inputs.keySet()).indexOf(placeholder);
        slots.add(input >= 0 ? ArgSlot.input(input) : ArgSlot.output(indexOf(placeholder)));
        format.append("%s");
    }

    private int indexOf(String output) {
        return outputs.stream().map(OutputSpec::name).toList().indexOf(output);
    }

    private static void appendText(StringBuilder format, String text) {
        format.append(text.replace("%", "%%"));
    }
}
