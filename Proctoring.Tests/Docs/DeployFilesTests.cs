using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Proctoring.Core;
using Proctoring.Tests.Support;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Proctoring.Tests.Docs;

/// <summary>The container files and the workflows cannot run where the tests run. They are well-formed, agree with each other, and name
/// settings, scripts and files that exist.</summary>
public sealed partial class DeployFilesTests
{
    public static TheoryData<string> Workflows =>
        [.. Directory.EnumerateFiles(PathOf(".github", "workflows")).Select(path => Path.GetFileName(path))];

    [Fact]
    public void The_server_accepts_the_settings_of_the_compose_file()
    {
        var environment = Variables(Service("server"));
        var settings = environment.ToDictionary(one => one.Key.Replace("__", ":", StringComparison.Ordinal), one => (string?)one.Value);

        Assert.Empty(SettingsCheck.Mistakes(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));

        var proxy = Service("proxy");
        Assert.Equal(Text(proxy, "networks", "inside", "ipv4_address"), environment["Proctoring__Proxies__0"]);
        Assert.Equal($"{Text(Service("server"), "networks", "inside", "ipv4_address")}:8080", Variables(proxy)["PROCTORING_SERVER"]);
        Assert.Contains("Host=db;", environment["ConnectionStrings__Proctoring"], StringComparison.Ordinal);
        Assert.Contains(environment["Proctoring__Mail__Host"], Names(Compose, "services"));
    }

    [Fact]
    public void The_compose_file_defines_what_it_uses_and_the_image_serves_what_it_expects()
    {
        var dockerfile = File.ReadAllText(PathOf("deploy", "Dockerfile"));
        foreach (var name in Names(Compose, "services"))
        {
            Assert.Subset(Names(Compose, "networks"), Items(Service(name), "networks"));
            Assert.Subset(Names(Compose, "services"), Items(Service(name), "depends_on"));
            foreach (var source in Items(Service(name), "volumes").Select(volume => volume.Split(':')[0]))
                Assert.True(
                    source.StartsWith("./", StringComparison.Ordinal) || Names(Compose, "volumes").Contains(source),
                    $"{name}: {source}"
                );
        }

        // Variables without a value in the example would stop docker compose.
        var example = File.ReadAllText(PathOf("deploy", ".env.example"));
        foreach (Match variable in Variable().Matches(File.ReadAllText(PathOf("deploy", "compose.yaml"))))
            Assert.Contains($"\n{variable.Groups[1].Value}=", example, StringComparison.Ordinal);
        Assert.Contains("\"--urls\", \"http://0.0.0.0:8080\"", dockerfile, StringComparison.Ordinal);
        Assert.Contains("http://127.0.0.1:8080/health/live", dockerfile, StringComparison.Ordinal);
        Assert.Contains("\nUSER 10001\n", dockerfile, StringComparison.Ordinal);
        Assert.Contains("data:/data", Items(Service("server"), "volumes"));
        Assert.Equal("true", Text(Service("server"), "read_only"));
        var database = Text(Service("db"), "image").Split(':')[1];
        Assert.Contains($"postgresql-client-{database} ", dockerfile, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void A_workflow_names_actions_with_their_version_scripts_that_exist_and_its_rights(string file)
    {
        var workflow = Load(".github", "workflows", file);

        Assert.Equal("contents", Assert.Single(Names(workflow, "permissions")));
        Assert.NotEmpty(Names(workflow, "on"));
        foreach (var job in ((YamlMappingNode)workflow["jobs"]).Children.Values)
        {
            Assert.Matches(@"^ubuntu-\d\d\.04$", Text(job, "runs-on"));
            Assert.InRange(int.Parse(Text(job, "timeout-minutes"), CultureInfo.InvariantCulture), 10, 360);
            foreach (var step in ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>())
            {
                if (step.Children.TryGetValue("uses", out var action))
                    // Versions before these run on Node.js 20, which GitHub removed.
                    Assert.Matches(
                        @"^actions/(checkout@v6|setup-dotnet@v5|setup-node@v6|cache@v5|upload-artifact@v7)\.\d+\.\d+$",
                        action.ToString()
                    );
                else
                    foreach (Match script in Script().Matches(Text(step, "run")))
                        Assert.True(File.Exists(PathOf(script.Value)), $"{file}: {script.Value}");
            }
        }
    }

    [Fact]
    public void The_jobs_of_the_build_run_all_tests_together()
    {
        var job = Load(".github", "workflows", "build.yml")["jobs"]["test"];

        Assert.Equal(["--filter-namespace", "--filter-not-namespace"], Items(job["strategy"]["matrix"], "filter").Order());
        Assert.Single(
            ((YamlSequenceNode)job["steps"]).Cast<YamlMappingNode>(),
            step =>
                step.Children.TryGetValue("run", out var command)
                && command.ToString() == $"./test.sh ${{{{ matrix.filter }}}} {typeof(EndToEnd.BrowserTest).Namespace}"
        );
    }

    [Theory]
    [InlineData("prometheus.yml")]
    [InlineData("prometheus-alerts.yml")]
    public void The_files_for_Prometheus_are_well_formed(string file) => Assert.NotEmpty(Load("deploy", "monitoring", file).Children);

    static YamlMappingNode Compose => Load("deploy", "compose.yaml");

    static YamlNode Service(string name) => Compose["services"][name];

    static string PathOf(params string[] names) => Path.Combine([TestFolders.Root, .. names]);

    static YamlMappingNode Load(params string[] names)
    {
        using var text = File.OpenText(PathOf(names));
        YamlStream stream = [];
        stream.Load(text);
        return (YamlMappingNode)Assert.Single(stream.Documents).RootNode;
    }

    static string Text(YamlNode node, params string[] path) => path.Aggregate(node, (inner, name) => inner[name]).ToString();

    static HashSet<string> Names(YamlMappingNode node, string name) =>
        [.. ((YamlMappingNode)node[name]).Children.Keys.Select(key => key.ToString())];

    /// <summary>The values of a list, or the names of a mapping; empty without either.</summary>
    static HashSet<string> Items(YamlNode service, string name) =>
        ((YamlMappingNode)service).Children.TryGetValue(name, out var found)
            ? [.. NodesOf(found).Select(node => node.ToString())]
            : [];

    static IEnumerable<YamlNode> NodesOf(YamlNode list) => list is YamlMappingNode map ? map.Children.Keys : (YamlSequenceNode)list;

    /// <summary>The environment of a service, with a value for each variable of .env.</summary>
    static Dictionary<string, string> Variables(YamlNode service) =>
        ((YamlMappingNode)service["environment"]).Children.ToDictionary(
            one => one.Key.ToString(),
            one => Variable().Replace(one.Value.ToString(), "example.org")
        );

    [GeneratedRegex(@"\$\{(\w+)(?::\?[^}]*)?\}")]
    private static partial Regex Variable();

    [GeneratedRegex(@"(?<=^|\s)\./\w[\w./-]*\.sh(?=\s|$)")]
    private static partial Regex Script();
}
