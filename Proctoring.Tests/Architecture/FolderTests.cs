using System.Reflection;
using NetArchTest.Rules;
using Proctoring.Core;
using Xunit;

namespace Proctoring.Tests.Architecture;

/// <summary>A folder uses only folders to its left, and nothing in Core knows the web.</summary>
public sealed class FolderTests
{
    static readonly Assembly Core = typeof(ProctoringCore).Assembly;

    static readonly string[] Facts = ["Observations", "Violations", "Exams", "Staff"];
    static readonly string[] Kept = [.. Facts, "Vision", "Rules", "Storage"];
    static readonly string[] Running = [.. Kept, "Audio", "Reports", "Sessions"];

    /// <summary>In the order of the data: what a folder may use, and nothing else of Core.</summary>
    static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Observations"] = [],
        ["Violations"] = ["Observations", "Exams"],
        ["Exams"] = ["Observations", "Violations"],
        ["Staff"] = ["Observations", "Violations", "Exams"],
        ["Vision"] = ["Observations"],
        ["Audio"] = ["Observations", "Vision"],
        ["Rules"] = ["Observations", "Violations"],
        ["Storage"] = [.. Facts, "Vision", "Rules"],
        ["Reports"] = Kept,
        ["Sessions"] = [.. Kept, "Audio", "Reports"],
        ["Reviews"] = [.. Kept, "Reports", "Sessions"],
        ["Accounts"] = [.. Facts, "Storage"],
        ["Integration"] = Running,
        ["Evaluation"] = ["Observations", "Violations", "Vision", "Rules"],
    };

    public static TheoryData<string> Folders { get; } = [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_comes_before_it(string folder)
    {
        var later = MayUse.Keys.Except(MayUse[folder]).Where(name => name != folder);
        var types = Types.InAssembly(Core).That().ResideInNamespaceStartingWith($"Proctoring.Core.{folder}");
        Assert.NotEmpty(types.GetTypes());

        var result = types.Should().NotHaveDependencyOnAny([.. later.Select(name => $"Proctoring.Core.{name}")]).GetResult();

        Assert.True(result.IsSuccessful, $"These use a later folder: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }

    [Fact]
    public void Core_knows_no_web() => Assert.DoesNotContain(
        Core.GetReferencedAssemblies(),
        // Neither of the two is the web: one encrypts, the other is tables of accounts.
        name => name.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
            && name.Name is not ("Microsoft.AspNetCore.DataProtection.Abstractions" or "Microsoft.AspNetCore.Identity.EntityFrameworkCore"));
}
