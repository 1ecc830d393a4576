using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Evidence;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>Shows the flags of a proctored session with the evidence for and against them.</summary>
public sealed partial class ViolationReport
{
    [Parameter, EditorRequired]
    public ReportContent Report { get; set; } = null!;

    /// <summary>The right to the session, for the pictures.</summary>
    [Parameter, EditorRequired]
    public SessionAccess Access { get; set; } = null!;

    /// <summary>Whether comments are still accepted.</summary>
    [Parameter]
    public bool MayComment { get; set; } = true;

    [Inject]
    EvidenceLinks Links { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    CandidateMessages Voice { get; set; } = null!;

    /// <summary>The lifetime of an evidence link exceeds this.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(20);

    // Cached for a while: a new address would reload everything and stop the audio that plays.
    readonly Dictionary<Guid, (string Address, DateTimeOffset Made)> addresses = [];
    IReadOnlyDictionary<Guid, string>? replies;

    /// <summary>Only the candidate can comment. Only they have the session's token; a reader of a shared link has none.</summary>
    bool MayReply => Access.Token.Length > 0;

    protected override async Task OnInitializedAsync()
    {
        if (MayReply)
            replies = await Voice.RepliesAsync(Access, CancellationToken.None);
    }

    string AddressOf(Guid evidence)
    {
        var now = Time.GetUtcNow();
        if (!addresses.TryGetValue(evidence, out var link) || now - link.Made > Fresh)
            addresses[evidence] = link = (Links.For(Access, evidence).FromBase(), now);
        return link.Address;
    }

    string At(DateTime time) => Clock.TimeWithSeconds(time);

    string Alt(ReportedViolation violation, int index)
    {
        return violation.Evidence.Count > 1
            ? L["Report_AltOf", At(violation.BeganAt), violation.ShownTitle, index + 1, violation.Evidence.Count]
            : L["Report_Alt", At(violation.BeganAt), violation.ShownTitle];
    }

    async Task EnlargeAsync(ReportedViolation violation, int index)
    {
        var parameters = new DialogParameters<EvidenceDialog>
        {
            { dialog => dialog.Address, Links.For(Access, violation.Evidence[index]).FromBase() },
            { dialog => dialog.Alt, Alt(violation, index) },
            { dialog => dialog.Boxes, violation.Boxes.ElementAtOrDefault(index) ?? [] },
        };
        await Dialogs.ShowAsync<EvidenceDialog>(
            violation.ShownTitle,
            parameters,
            new DialogOptions
            {
                MaxWidth = MaxWidth.Medium,
                CloseButton = true,
                BackdropClick = true,
            }
        );
    }
}
