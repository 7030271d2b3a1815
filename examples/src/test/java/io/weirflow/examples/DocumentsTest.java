package io.weirflow.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds the code in README and docs to what there is. A block of Java is compiled as the members of a class if it begins with a
 * declaration of a method, else as the statements of one. All packages of the library are imported, the names in {@link #GIVEN}
 * are there, and an ellipsis stands for nothing.
 */
final class DocumentsTest {
    private static final String GIVEN = """
            abstract class Snippet {
                Path state, book, folder, scratch;
                java.io.PrintStream out;
                Instant yesterday;
                Weirflow weirflow;
                Task words;
                StateStore store;
                Executor executor;
                Evaluator evaluator;
                RunStore runs;
                Event placed, paid, packed;
                software.amazon.awssdk.services.dynamodb.DynamoDbClient client;
                S3BlobStore s3;

                abstract Flow flowFor(NodeContext context);

            """;

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern METHOD = Pattern.compile("(?:\\w+ )*[\\w<>]+ \\w+\\([^)]*\\) \\{\\n");

    @TempDir
    Path classes;

    /** A block of a document. */
    private record Block(Path document, String language, String text) {}

    private static List<Block> blocks(String language) throws IOException {
        List<Block> blocks = new ArrayList<>();
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            List<Path> documents =
                    new ArrayList<>(docs.filter(path -> path.toString().endsWith(".md"))
                            .sorted()
                            .toList());
            documents.add(0, Path.of("../README.md"));
            for (Path document : documents) {
                Matcher matcher = BLOCK.matcher(Files.readString(document));
                while (matcher.find()) {
                    blocks.add(new Block(document, matcher.group(1), matcher.group(2)));
                }
            }
        }
        blocks.removeIf(block -> !block.language().equals(language));
        return blocks;
    }

    @Test
    void allJavaCompiles() throws IOException {
        List<Block> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThan(1);
        for (Block block : blocks) {
            assertThat(errors(block.text()))
                    .as(block.document() + ":\n" + block.text())
                    .isEmpty();
        }
    }

    @Test
    void whatDoesNotExistIsNoticed() throws IOException {
        assertThat(errors("weirflow.evaluateEverything();\n")).contains("evaluateEverything");
        assertThat(errors("void x() {\n  Nothing.at();\n}\n")).contains("Nothing");
        assertThat(errors("int x = 1;\n")).isEmpty();
    }

    /** Returns an import of each package that a module of the library has. */
    private static String imports() throws IOException {
        Set<String> packages = new TreeSet<>(Set.of("java.nio.file", "java.time", "java.util"));
        try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."), "{core,backend-*,executor-*}")) {
            for (Path module : modules) {
                Path sources = module.resolve("src/main/java");
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.endsWith("package-info.java"))
                            .map(file -> sources.relativize(file.getParent()).toString())
                            .forEach(name -> packages.add(name.replace('/', '.')));
                }
            }
        }
        return packages.stream().map(name -> "import " + name + ".*;\n").collect(Collectors.joining());
    }

    private String errors(String code) throws IOException {
        String body = code.replace("…", "");
        String members = METHOD.matcher(body).lookingAt() ? body : "void snippet() throws Exception {\n" + body + "}\n";
        String text = imports() + GIVEN + members + "}\n";
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Snippet.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        List<String> options = List.of(
                "-proc:none",
                "-nowarn",
                "-Xmaxerrs",
                "20",
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"));
        boolean compiles = compiler.getTask(output, null, null, options, null, List.of(source))
                .call();
        return compiles ? "" : output.toString();
    }

    @Test
    void commandsNameProgramsThatThereAre() throws Exception {
        List<Block> blocks = blocks("sh");
        assertThat(blocks).hasSizeGreaterThan(1);
        int programs = 0;
        for (Block block : blocks) {
            for (String command : block.text().replace("&&", "\n").lines().toList()) {
                programs += check(command.strip());
            }
        }
        assertThat(programs).isGreaterThan(1);
    }

    /** Returns how many programs of ours a command names. */
    private static int check(String command) throws Exception {
        Matcher example = Pattern.compile("java .*-jar examples/target/weirflow-examples\\.jar (\\w+).*")
                .matcher(command);
        if (example.matches()) {
            assertThat(Examples.names()).contains(example.group(1));
            return 1;
        }
        Matcher main = Pattern.compile("java .*-cp examples/target/weirflow-examples\\.jar ([\\w.]+).*")
                .matcher(command);
        if (main.matches()) {
            assertThat(Class.forName(main.group(1)).getMethod("main", String[].class))
                    .isNotNull();
            return 1;
        }
        if (command.startsWith("./")) {
            assertThat(Path.of("..", command)).isExecutable();
            return 1;
        }
        assertThat(command).as("a command of another kind: check it here").matches("|mvn .*|#.*");
        return 0;
    }
}
