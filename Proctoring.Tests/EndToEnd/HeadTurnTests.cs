using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate under a policy that asks for a turn of the head, who cannot do it: a person checks, and the exam begins.</summary>
public sealed partial class HeadTurnTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings => [("Proctoring:Policies:standard:HeadChallenge", "AtStart")];

    [Fact]
    public async Task A_candidate_is_asked_to_turn_cannot_and_begins_with_a_check_by_a_person()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("turn-start")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
        await PageLook.LookAtAsync(candidate, "head-turn");

        // The picture looks ahead and never turns, so the page asks for the first turn and waits.
        await candidate.At("turn-start").ClickAsync();
        await Expect(candidate.At("turn-state"))
            .ToHaveAttributeAsync("data-state", Asked(), new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("head-turn-asked");
        await candidate.At("turn-decline").ClickAsync();
        await candidate.SeesAsync("person-state", "You can begin now.");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);

        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        var turn = await database.HeadChallenges.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ChallengeResult.NotJudged, ChallengeReason.Declined), (turn.Result, turn.Reason));
        var check = await database.ManualIdentityChecks.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((IdentityCheckReason.CannotTurn, (bool?)null), (check.Reason, check.Confirmed));
        Assert.Empty(candidate.Complaints);
    }

    [GeneratedRegex("^(left|right|up)$")]
    private static partial Regex Asked();
}
