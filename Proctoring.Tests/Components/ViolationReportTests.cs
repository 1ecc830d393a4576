using Bunit;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using MudBlazor.Services;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Tests.Support;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Candidate.Result;
using Proctoring.Web.Evidence;
using Xunit;

namespace Proctoring.Tests.Components;

/// <summary>The candidate is asked to comment on a flag; a reader of a shared link is not.</summary>
public sealed class ViolationReportTests : BunitContext
{
    static readonly DateTime Noon = new(2026, 3, 4, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Only_the_candidate_can_comment(bool candidate, int forms)
    {
        await using var host = await CoreHost.CreateAsync();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        Services.AddSingleton(new EvidenceLinks(new EphemeralDataProtectionProvider()));
        Services.AddSingleton(host.Get<CandidateMessages>());
        var access = SessionAccess.Create(Noon);

        var page = Render<ViolationReport>(parameters =>
            parameters
                .Add(view => view.Report, Report(access.SessionId))
                .Add(view => view.Access, candidate ? access : new SessionAccess(access.SessionId, ""))
        );

        page.WaitForAssertion(() => Assert.Equal(forms, page.FindAll("[data-testid=reply-open]").Count));
        Assert.Single(page.FindAll("[data-testid=violation-row]"));
    }

    [Theory]
    [InlineData(null, null, "look at your photo")]
    [InlineData(null, false, "not confirmed")]
    [InlineData(Verdict.Violation, false, "not confirmed")]
    [InlineData(Verdict.Clear, true, "confirmed")]
    [InlineData(Verdict.Clear, false, null)]
    [InlineData(Verdict.Inconclusive, null, null)]
    public void A_final_verdict_and_the_identity_check_do_not_contradict_each_other(Verdict? verdict, bool? confirmed, string? shown)
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddMudServices();
        Services.AddLocalization();
        Services.AddScoped(services => new ViewerClock(services.GetRequiredService<IJSRuntime>()));
        ComponentFactories.AddStub<PrivacyFacts>();

        var page = Render<ReviewSummary>(parameters =>
            parameters
                .Add(view => view.Report, Report(Guid.NewGuid()))
                .Add(
                    view => view.Review,
                    new ReviewState(verdict, verdict is null ? null : Noon.AddHours(2), Noon.AddDays(1), true, new PersonCheck(confirmed))
                )
        );

        var lines = page.FindAll("[data-testid=identity-by-person]").Select(line => line.TextContent).ToList();
        if (shown is null)
            Assert.Empty(lines);
        else
            Assert.Contains(shown, Assert.Single(lines), StringComparison.Ordinal);
    }

    static ReportContent Report(Guid session) =>
        new()
        {
            SessionId = session,
            ExamName = "Anatomy",
            Proctored = true,
            TimedOut = false,
            StartedAt = Noon,
            FinishedAt = Noon.AddMinutes(30),
            TotalQuestions = 10,
            CorrectAnswers = 7,
            Score = 70,
            FramesRead = 3600,
            FramesRefused = 0,
            Answers = [],
            Violations =
            [
                new(
                    Guid.NewGuid(),
                    "head_pose",
                    "Head turned away",
                    "People who think look away too.",
                    Severity.Medium,
                    Noon,
                    Noon.AddSeconds(2),
                    0.9,
                    0.8,
                    5,
                    6,
                    "mesh 1.2",
                    25,
                    null,
                    []
                ),
            ],
        };
}
