using System.Reflection;
using NetArchTest.Rules;
using Proctoring.Core;
using Xunit;

namespace Proctoring.Tests.Architecture;

/// <summary>A folder uses only folders to its left, and nothing in Core knows the web.</summary>
public sealed class FolderTests
{
    static readonly Assembly Core = typeof(ProctoringCore).Assembly;

    /// <summary>In the order of the data: what a folder must not use.</summary>
    public static TheoryData<string, string[]> Order { get; } = new()
    {
        { "Observations", ["Staff", "Violations", "Exams", "Vision", "Audio", "Rules", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Violations", ["Vision", "Audio", "Rules", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Exams", ["Vision", "Audio", "Rules", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Staff", ["Vision", "Audio", "Rules", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Vision", ["Staff", "Audio", "Rules", "Violations", "Exams", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Audio", ["Staff", "Rules", "Violations", "Exams", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Rules", ["Staff", "Vision", "Audio", "Exams", "Storage", "Reports", "Sessions", "Integration", "Evaluation"] },
        { "Storage", ["Reports", "Sessions", "Integration", "Evaluation"] },
        { "Reports", ["Sessions", "Integration", "Evaluation"] },
        { "Sessions", ["Integration", "Evaluation"] },
        { "Integration", ["Evaluation"] },
        { "Evaluation", ["Audio", "Exams", "Storage", "Reports", "Sessions", "Integration"] },
    };

    [Theory]
    [MemberData(nameof(Order))]
    public void A_folder_uses_only_what_comes_before_it(string folder, string[] later)
    {
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
