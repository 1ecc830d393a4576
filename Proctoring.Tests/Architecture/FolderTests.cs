using System.Reflection;
using NetArchTest.Rules;
using Proctoring.Core;
using Xunit;

namespace Proctoring.Tests.Architecture;

/// <summary>A folder uses only the folders before it, and Core does not use the web.</summary>
public sealed class FolderTests
{
    static readonly Assembly Core = typeof(ProctoringCore).Assembly;

    static readonly string[] Facts = ["Observations", "Exams", "Staff"];
    static readonly string[] Stored = [.. Facts, "Vision", "Rules", "Storage"];
    static readonly string[] Running = [.. Stored, "Audio", "Reports", "Sessions"];

    /// <summary>The folders that each folder may use, in the order of the data flow.</summary>
    static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Localization"] = [],
        ["Observations"] = [],
        ["Exams"] = ["Observations"],
        ["Vision"] = ["Observations"],
        ["Audio"] = ["Observations", "Vision"],
        ["Rules"] = ["Observations", "Exams"],
        ["Storage"] = [.. Facts, "Vision", "Rules"],
        ["Staff"] = ["Observations", "Exams", "Storage"],
        ["Reports"] = Stored,
        ["Sessions"] = [.. Stored, "Audio", "Reports"],
        ["Reviews"] = [.. Stored, "Reports", "Sessions"],
        ["Integration"] = Running,
        ["Evaluation"] = ["Observations", "Exams", "Vision", "Rules"],
    };

    public static TheoryData<string> Folders { get; } = [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_uses_only_what_comes_before_it(string folder)
    {
        // Texts in the reader's language are needed everywhere.
        var later = MayUse.Keys.Except(MayUse[folder]).Where(name => name != folder && name != "Localization");
        var types = Types.InAssembly(Core).That().ResideInNamespaceStartingWith($"Proctoring.Core.{folder}");
        Assert.NotEmpty(types.GetTypes());

        var result = types.Should().NotHaveDependencyOnAny([.. later.Select(name => $"Proctoring.Core.{name}")]).GetResult();

        Assert.True(result.IsSuccessful, $"These use a later folder: {string.Join(", ", result.FailingTypeNames ?? [])}");
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
