using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Verbs;

/// <summary>Tests which arguments start the server, run a verb or ask for help.</summary>
public sealed class VerbTests
{
    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "-h", "key")]
    [InlineData(2, "nonsense")]
    [InlineData(2, "erase")]
    [InlineData(2, "key", "new", "name", "--origins")]
    [InlineData(2, "enrol", "s-1", "face.jpg", "--key")]
    [InlineData(2, "enrol", "s-1", "face.jpg", "--key", "a", "--key", "b")]
    [InlineData(2, "accommodate", "list", "--key")]
    [InlineData(0, "backup", "--help")]
    [InlineData(0, "key", "new", "-h")]
    [InlineData(2, "key", "new", "--test")]
    [InlineData(2, "backup", "--verify")]
    [InlineData(2, "restore", "--force")]
    [InlineData(2, "setup-link", "--port")]
    [InlineData(2, "import-exam", "exam.gift", "--title", "--dry-run")]
    [InlineData(2, "publish-exam", "history", "--withdraw", "--archive")]
    public async Task Help_and_mistakes_start_no_server(int code, params string[] arguments)
    {
        var verb = Verb.Named(arguments);

        Assert.NotNull(verb);
        Assert.Equal(code, await verb.RunAsync(arguments[1..]));
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_is_a_sentence()
    {
        var verb = new Verb("read", "", _ => throw new UnauthorizedAccessException("Access to the path is denied."));

        Assert.Equal(1, await verb.ExecuteAsync([]));
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            new Verb("fail", "", _ => throw new InvalidOperationException()).ExecuteAsync([])
        );
    }

    [Theory]
    [InlineData]
    [InlineData("--urls", "http://localhost:5090")]
    public void Options_of_the_server_start_it(params string[] arguments) => Assert.Null(Verb.Named(arguments));
}
