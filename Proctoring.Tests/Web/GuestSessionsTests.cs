using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Pages.Candidate.Start;
using Proctoring.Web.Requests;
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
    public async Task Wrong_codes_are_limited_per_network_address_and_an_invitation_is_for_one_exam_and_student()
    {
        await using var app = AppServer.Start();
        var store = app.Get<ExamStore>();
        foreach (
            var settings in new[]
            {
                new ExamSettings { Admission = ExamAdmission.Code, AccessCode = "4711" },
                new ExamSettings { Admission = ExamAdmission.Invitation },
            }
        )
        {
            var exam = await store.CreateAsync(
                StaffViewer.Console,
                new ExamContent
                {
                    Slug = settings.Admission.ToString().ToLowerInvariant(),
                    Title = settings.Admission.ToString(),
                    Questions = [new("The sky is blue.", new TrueFalse(true))],
                    Settings = settings,
                },
                default
            );
            await store.SetStatusAsync(StaffViewer.Console, exam.Id, ExamStatus.Open, default);
        }

        var guests = app.Get<GuestSessions>();
        var right = Request with { ExamSlug = "code", AccessCode = "4711" };
        for (var count = 0; count < 60; count++)
            Assert.Equal(SessionRefusal.Code, await RefusalAsync(right with { AccessCode = $"{count}" }));
        Assert.Equal(SessionRefusal.TooManyCodes, await RefusalAsync(right));
        Assert.NotNull(await guests.OpenAsync(right, "203.0.113.8", default));

        using var client = app.CreateClient();
        Assert.DoesNotContain("data-slug=\"invitation\"", await client.GetStringAsync(""), StringComparison.Ordinal);
        Assert.Contains("access-code", await client.GetStringAsync("exams/code/start?proctored=false"), StringComparison.Ordinal);
        var invitations = app.Get<Invitations>();
        var link = invitations.For("invitation", "ada");
        var without = await client.GetStringAsync("exams/invitation/start?proctored=false");
        Assert.Contains("invitation-needed", without, StringComparison.Ordinal);
        Assert.DoesNotContain("student-name", without, StringComparison.Ordinal);
        var withLink = await client.GetStringAsync(link.Replace("proctored=true", "proctored=false", StringComparison.Ordinal));
        Assert.Contains("student-name", withLink, StringComparison.Ordinal);
        var token = link[(link.LastIndexOf('=') + 1)..];
        Assert.Equal(new InvitedStudent("ada", true), await invitations.OpenAsync(token, "invitation", default));
        Assert.Null(await invitations.OpenAsync(token, "code", default));
        Assert.Null(await invitations.OpenAsync(token[..^2], "invitation", default));

        async Task<SessionRefusal> RefusalAsync(SessionRequest request) =>
            (await Assert.ThrowsAsync<SessionRefusedException>(() => guests.OpenAsync(request, "203.0.113.7", default))).Reason;
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
