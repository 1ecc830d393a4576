using Microsoft.JSInterop;
using MudBlazor;
using Proctoring.Core.Exams;

namespace Proctoring.Web.Components.ExamRoom;

// The turn of the head, if the policy asks for it: a step of its own before the exam. It never blocks the exam.
public sealed partial class ExamProctoring
{
    /// <summary>Whether this candidate has the step.</summary>
    bool turnStep;
    bool turnAsked;

    /// <summary>Whether a request is in progress.</summary>
    bool turning;

    /// <summary>What the candidate should do now: ahead, left, right or up.</summary>
    string turnWanted = "ahead";

    /// <summary>The result of the last request: passed, not_passed, not_judged or unavailable; null before.</summary>
    string? turnResult;

    bool TurnFollows => turnStep && phase == RoomPhase.Face && !turnAsked;

    string TurnIcon =>
        (turning, turnWanted, turnResult) switch
        {
            // The preview is a mirror: the candidate's left is on its left.
            (true, "left", _) => Icons.Material.Outlined.ArrowBack,
            (true, "right", _) => Icons.Material.Outlined.ArrowForward,
            (true, "up", _) => Icons.Material.Outlined.ArrowUpward,
            (true, _, _) => Icons.Material.Outlined.Face,
            (_, _, "passed") => Icons.Material.Outlined.CheckCircle,
            _ => Icons.Material.Outlined.Info,
        };

    string TurnText => L[turning ? $"Turn_{turnWanted}" : turnResult is null ? "Turn_Ready" : $"Turn_{turnResult}"];

    /// <summary>Called by the script when the candidate should move.</summary>
    [JSInvokable]
    public Task TurnWanted(string wanted) =>
        InvokeAsync(() =>
        {
            if (wanted is "ahead" or "left" or "right" or "up")
                turnWanted = wanted;
            StateHasChanged();
        });

    /// <summary>Shows the step once.</summary>
    bool AskToTurnHead()
    {
        if (!TurnFollows)
            return false;
        (turnAsked, turnResult) = (true, null);
        Show(RoomPhase.Turn);
        return true;
    }

    async Task TurnHeadAsync()
    {
        (turning, turnWanted, turnResult) = (true, "ahead", null);
        StateHasChanged();
        try
        {
            turnResult = await script!.TurnHeadAsync();
        }
        finally
        {
            turning = false;
        }
    }

    /// <summary>The candidate cannot turn the head during the exam: that is on record, and no one asks again.</summary>
    async Task DeclineTurnRequestAsync()
    {
        if (script is not null && await script.DeclineTurnRequestAsync())
            following?.CloseTurn();
    }

    /// <summary>The candidate cannot turn the head: that is on record, and a person checks the identity.</summary>
    async Task DeclineTurnAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await script!.DeclineTurnAsync();
            (turning, turnStep) = (false, false);
        }
        finally
        {
            busy = false;
        }

        await AskForPersonAsync(IdentityCheckReason.CannotTurn);
    }
}
