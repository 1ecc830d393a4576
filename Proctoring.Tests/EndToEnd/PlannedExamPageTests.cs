using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Tests.Support;
using Proctoring.Web.Embedding;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests links that are opened before and after the times of their exam. No camera is needed.</summary>
public sealed class PlannedExamPageTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task A_link_says_when_the_exam_opens_stays_unused_and_says_when_it_is_too_late()
    {
        var opens = DateTime.UtcNow.AddDays(2);
        var answer = await PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "user_2abc",
                exam_name = "Interview",
                total_questions = 3,
                not_before = opens,
                not_after = opens.AddHours(1),
            }
        );
        var planned = new StartedExam(
            answer.GetProperty("exam_id").GetInt32(),
            answer.GetProperty("session_token").GetString()!,
            answer.GetProperty("embed_url").GetString()!
        );
        var past = await PastAsync();

        var early = await OpenHostAsync(EmbeddedExam.Element(Exam, planned));
        var heard = await early.HearsAsync("not-open");
        await Expect(early.At("too-early")).ToContainTextAsync("Interview has not opened yet");
        await Screenshots.SaveAsync(early.Page, "embed-too-early");
        var late = await OpenHostAsync(EmbeddedExam.Plain(past));
        var refused = await late.HearsAsync("unavailable");

        Assert.Equal(opens, heard.GetProperty("opens_at").GetDateTime().ToUniversalTime(), TimeSpan.FromSeconds(1));
        Assert.Equal(["not-open"], await early.HeardAsync());
        Assert.NotNull(await RedeemAsync(planned));
        await Expect(late.At("too-late")).ToContainTextAsync("Contact the organisation that sent you the link");
        Assert.Equal(410, refused.GetProperty("status").GetInt32());
        Assert.Contains("The time to begin this exam ended", refused.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.NotNull(await RedeemAsync(past));
    }

    /// <summary>An exam whose time has passed; the API would not accept these times.</summary>
    async Task<StartedExam> PastAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var now = DateTime.UtcNow;
        var opened = await App.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "user_2abc",
                    ExamName = "Interview",
                    TotalQuestions = 3,
                    Proctored = true,
                    ConsentsLater = true,
                },
                new SessionOrigin(null, Student.OwnPages, null, now.AddHours(3)) { NotAfter = now.AddMinutes(-1) },
                cancellation
            );
        var ticket = await App.Get<EmbedLinks>().CreateAsync(opened.Access, now.AddHours(3), cancellation);
        return new StartedExam(opened.Number!.Value, opened.Access.Bearer, $"{Exam}{EmbedLinks.PathOf(ticket)}");
    }
}
