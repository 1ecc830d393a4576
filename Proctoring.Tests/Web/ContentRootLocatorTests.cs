using Proctoring.Tests.Support;
using Proctoring.Web;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>An operator without the source code is told a command that exists.</summary>
public sealed class ContentRootLocatorTests
{
    [Fact]
    public void The_archive_names_its_own_program_and_a_build_names_the_project()
    {
        // The repository has the files of a published program at its root.
        Assert.Equal("./proctoring setup-link", ContentRootLocator.CommandIn(TestFolders.Root, "setup-link"));
        Assert.Equal(
            "dotnet run --project Proctoring.Web -- setup-link",
            ContentRootLocator.CommandIn(Path.Combine(TestFolders.Root, "docs"), "setup-link")
        );
    }
}
