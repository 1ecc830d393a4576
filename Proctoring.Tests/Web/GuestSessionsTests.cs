using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Pages.Candidate.Start;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>Visitors of the front page start a limited number of sessions, or none if the operator closed it.</summary>
public sealed class GuestSessionsTests
{
    static SessionRequest Request =>
        new()
        {
            StudentId = "guest",
            ExamSlug = DemoExam.Slug,
            Proctored = false,
        };

    [Fact]
    public async Task Sessions_are_limited_per_network_address_and_exam()
    {
        await using var app = AppServer.Start(("Proctoring:Guests:SessionsPerAddress", "2"));
        var guests = app.Get<GuestSessions>();

        Assert.NotNull(await guests.OpenAsync(Request, "203.0.113.7", default));
        Assert.NotNull(await guests.OpenAsync(Request, "203.0.113.7", default));
        Assert.Null(await guests.OpenAsync(Request, "203.0.113.7", default));

        // Another network, and both ends of one IPv6 network.
        Assert.NotNull(await guests.OpenAsync(Request, "203.0.113.8", default));
        Assert.NotNull(await guests.OpenAsync(Request, "2001:db8:0:1::1", default));
        Assert.NotNull(await guests.OpenAsync(Request, "2001:db8:0:1::2", default));
        Assert.Null(await guests.OpenAsync(Request, "2001:db8:0:1:ffff::3", default));
        await using var database = await app.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, await database.Sessions.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_closed_front_page_offers_nothing_and_opens_nothing_but_the_API_does()
    {
        await using var app = AppServer.Start(("Proctoring:FrontPage", "closed"));
        using var client = app.CreateClient();

        foreach (var path in new[] { "", $"exams/{DemoExam.Slug}/start", $"exams/{DemoExam.Slug}/start?proctored=true" })
        {
            var html = await client.GetStringAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("front-page-closed", html, StringComparison.Ordinal);
            Assert.DoesNotContain("exam-card", html, StringComparison.Ordinal);
            Assert.DoesNotContain("student-id", html, StringComparison.Ordinal);
        }

        Assert.Null(await app.Get<GuestSessions>().OpenAsync(Request, "203.0.113.7", default));
        using var api = await ApiClient.WithKeyAsync(app);
        var started = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = DemoExam.Slug,
                total_questions = 1,
            }
        );
        var frame = await client.GetStringAsync(
            new Uri(started["embed_url"].GetString()!).PathAndQuery,
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain("front-page-closed", frame, StringComparison.Ordinal);
    }
}
