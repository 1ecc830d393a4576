using System.Reflection;
using System.Text.Json;
using NetArchTest.Rules;
using Proctoring.Core;
using Proctoring.Tests.Support;
using Proctoring.Tools.Models;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Architecture;

/// <summary>A folder uses only the folders before it, Core does not know the web, and the server does not know the tools.</summary>
public sealed class FolderTests
{
    static readonly Assembly Core = typeof(ProctoringCore).Assembly;
    static readonly Assembly Web = typeof(Verb).Assembly;
    static readonly Assembly Tools = typeof(ModelRestore).Assembly;

    static readonly string[] Facts = ["Observations", "Exams"];
    static readonly string[] Stored = [.. Facts, "Vision", "Rules", "Storage"];
    static readonly string[] Running = [.. Stored, "Audio", "Reports", "Sessions"];

    /// <summary>The folders that each folder may use, in the order of the data flow.</summary>
    static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Localization"] = [],
        ["Observations"] = [],
        ["Telemetry"] = ["Observations"],
        ["Exams"] = ["Observations"],
        ["Vision"] = ["Observations"],
        ["Audio"] = ["Observations", "Vision"],
        ["Rules"] = ["Observations", "Exams"],
        ["Storage"] = [.. Facts, "Vision", "Rules"],
        ["Staff"] = ["Observations", "Exams", "Storage"],
        ["Reports"] = Stored,
        ["Policies"] = [.. Stored, "Reports"],
        ["Sessions"] = [.. Stored, "Audio", "Reports"],
        ["Reviews"] = [.. Stored, "Reports", "Sessions"],
        ["Authoring"] = Stored,
        ["Notifications"] = [.. Facts, "Rules", "Storage"],
        ["Privacy"] = [.. Stored, "Reports"],
        ["Integration"] = [.. Running, "Authoring", "Notifications", "Privacy"],
    };

    static readonly string[] Requests = ["Resources", "Localization", "Requests"];
    static readonly string[] Links =
    [
        .. Requests,
        "Health",
        "Embedding",
        "StaffSignIn",
        "Evidence",
        "Reports",
        "SetupCheck",
        "PhoneCamera",
    ];
    static readonly string[] Parts = [.. Links, "Components.Controls"];

    /// <summary>The same for the folders of Web. Areas of pages do not use each other, except that a frame shows a result.</summary>
    static readonly Dictionary<string, string[]> WebMayUse = new()
    {
        ["Resources"] = [],
        ["Localization"] = ["Resources"],
        ["Requests"] = ["Resources", "Localization"],
        ["Health"] = Requests,
        ["Telemetry"] = [],
        ["Embedding"] = Requests,
        ["StaffSignIn"] = Requests,
        ["Evidence"] = [.. Requests, "StaffSignIn"],
        ["Reports"] = [.. Requests, "StaffSignIn"],
        ["Hubs"] = Requests,
        ["Nodes"] = Requests,
        ["SetupCheck"] = Requests,
        ["PhoneCamera"] = Requests,
        ["Api"] = Links,
        ["Components.Controls"] = Links,
        ["Components.ExamRoom"] = Parts,
        ["Components.Layout"] = Parts,
        ["Components.Pages.Candidate"] = [.. Parts, "Components.ExamRoom", "Components.Layout"],
        ["Components.Pages.Check"] = [.. Parts, "Components.ExamRoom", "Components.Layout"],
        ["Components.Pages.Embed"] = [.. Parts, "Components.ExamRoom", "Components.Layout", "Components.Pages.Candidate"],
        ["Components.Pages.Account"] = [.. Parts, "Components.Layout"],
        ["Components.Pages.Review"] = [.. Parts, "Components.Layout"],
        ["Components.Pages.Manage"] = [.. Parts, "Components.Layout"],
        ["Verbs"] = [.. Requests, "StaffSignIn"],
    };

    /// <summary>The same for the folders of tools/.</summary>
    static readonly Dictionary<string, string[]> ToolsMayUse = new()
    {
        ["Conversion"] = [],
        ["Quantization"] = ["Conversion"],
        ["Models"] = ["Conversion", "Quantization"],
        ["Practice"] = [],
        ["Evaluation"] = [],
    };

    public static TheoryData<string> Folders { get; } = [.. MayUse.Keys];

    public static TheoryData<string> WebFolders { get; } = [.. WebMayUse.Keys];

    public static TheoryData<string> ToolsFolders { get; } = [.. ToolsMayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_comes_before_it(string folder)
    {
        // Texts in the reader's language and metrics are needed everywhere.
        AssertUsesOnly(
            Core,
            "Proctoring.Core",
            MayUse,
            folder,
            folder is "Localization" or "Observations" ? ["Localization"] : ["Localization", "Telemetry"]
        );
    }

    [Theory]
    [MemberData(nameof(WebFolders))]
    public void A_folder_of_the_web_uses_only_what_comes_before_it(string folder) =>
        AssertUsesOnly(Web, "Proctoring.Web", WebMayUse, folder, []);

    [Theory]
    [MemberData(nameof(ToolsFolders))]
    public void A_folder_of_the_tools_uses_only_what_comes_before_it(string folder) =>
        AssertUsesOnly(Tools, "Proctoring.Tools", ToolsMayUse, folder, []);

    [Fact]
    public void No_rule_allows_a_way_back()
    {
        foreach (var rules in new[] { MayUse, WebMayUse, ToolsMayUse })
            Assert.All(rules.Keys, folder => Assert.DoesNotContain(folder, Reached(rules, folder)));
    }

    [Fact]
    public void The_code_map_lists_a_folder_after_those_that_it_uses()
    {
        var order = File.ReadLines(Path.Combine(TestFolders.Root, "CODEMAP.md"))
            .SkipWhile(line => !line.StartsWith("| `Proctoring.Core/`", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Split('`')[1].Split('/')[0])
            .Distinct()
            .ToList();

        Assert.Equal(MayUse.Keys.ToHashSet(), order.ToHashSet());
        foreach (var (folder, used) in MayUse)
            Assert.All(used, earlier => Assert.True(order.IndexOf(earlier) < order.IndexOf(folder), $"{folder} uses {earlier}"));
    }

    [Fact]
    public void Every_folder_has_a_rule()
    {
        AssertCovered("Proctoring.Core", MayUse.Keys, "Migrations", "Resources");
        AssertCovered("Proctoring.Web", WebMayUse.Keys);
        AssertCovered("tools", ToolsMayUse.Keys);
    }

    [Theory]
    [InlineData("Proctoring.Core")]
    [InlineData("Proctoring.Web")]
    public void The_server_does_not_depend_on_the_tools_or_their_libraries(string project)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{project}.deps.json");
        using var dependencies = JsonDocument.Parse(File.ReadAllText(file));
        var names = dependencies.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0]);

        Assert.Contains("Microsoft.ML.OnnxRuntime", names);
        Assert.Empty(names.Intersect(["Proctoring.Tools", "Google.Protobuf", "Grpc.Tools", "Google.FlatBuffers"]));
    }

    static void AssertUsesOnly(
        Assembly assembly,
        string project,
        Dictionary<string, string[]> mayUse,
        string folder,
        IEnumerable<string> everywhere
    )
    {
        var later = mayUse.Keys.Except(mayUse[folder]).Except(everywhere).Where(name => name != folder);
        var types = Types.InAssembly(assembly).That().ResideInNamespaceStartingWith($"{project}.{folder}");
        Assert.NotEmpty(types.GetTypes());

        var result = types.Should().NotHaveDependencyOnAny([.. later.Select(name => $"{project}.{name}")]).GetResult();

        Assert.True(result.IsSuccessful, $"These use a later folder: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    /// <summary>The folders that a folder may use, and those that these may use.</summary>
    static HashSet<string> Reached(Dictionary<string, string[]> rules, string from)
    {
        HashSet<string> reached = [];
        Queue<string> next = new(rules[from]);
        while (next.TryDequeue(out var folder))
        {
            if (!reached.Add(folder))
                continue;
            foreach (var used in rules[folder])
                next.Enqueue(used);
        }

        return reached;
    }

    /// <summary>Every folder with source files is in the table, or below a folder that is.</summary>
    static void AssertCovered(string project, IReadOnlyCollection<string> rules, params string[] others)
    {
        var root = Path.Combine(TestFolders.Root, project);
        var folders = Directory
            .EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor" && Path.GetFileName(file) != "_Imports.razor")
            .Select(file => Path.GetRelativePath(root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '.'))
            .Where(folder => folder != "." && folder.Split('.')[0] is not ("bin" or "obj"))
            .Distinct();
        // App.razor, Routes.razor and the like bind the folders together.
        Assert.DoesNotContain(
            folders,
            folder =>
                folder != "Components" && !rules.Concat(others).Any(rule => $"{folder}.".StartsWith($"{rule}.", StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Core_does_not_use_the_web() =>
        Assert.DoesNotContain(
            Core.GetReferencedAssemblies(),
            // These two are not the web: one encrypts, the other defines tables of accounts.
            name =>
                name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                && name.Name
                    is not ("Microsoft.AspNetCore.DataProtection.Abstractions" or "Microsoft.AspNetCore.Identity.EntityFrameworkCore")
        );
}
