using Proctoring.Core.Integration;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;

namespace Proctoring.Tests.Embedding;

/// <summary>The host page learns which acts the exam's policy switches off, so that the SDK does not block them.</summary>
public sealed class AllowedActsTests
{
    [Theory]
    [InlineData("standard", false)]
    [InlineData("relaxed", true)]
    public async Task The_rules_that_are_off_are_announced_with_the_start(string policy, bool off)
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("s", null),
                    ExamName = "Interview",
                    TotalQuestions = 1,
                    Policy = policy,
                },
                TestContext.Current.CancellationToken
            );
        var view = await host.Get<SessionOpener>().FindAsync(opened.Access, TestContext.Current.CancellationToken);

        var message = HostMessage.Started(view!, mayPause: false);

        var allowed = Assert.IsType<IReadOnlyList<string>>(message.Detail["allowed"], exactMatch: false);
        Assert.Equal(off, allowed.Contains("window_blur"));
        Assert.DoesNotContain("paste_attempt", allowed);
    }
}
