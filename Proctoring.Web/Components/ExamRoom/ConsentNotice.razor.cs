using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains monitoring, storage, access and rights in six short points with details on demand, and asks for consent: once to
/// monitoring, and separately to the comparison of the face.</summary>
public sealed partial class ConsentNotice
{
    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>What the policy stores.</summary>
    [Parameter, EditorRequired]
    public ConsentTerms Terms { get; set; }

    /// <summary>Whether it is practice: only the candidate sees it, and no face is compared.</summary>
    [Parameter]
    public bool Practice { get; set; }

    [Parameter]
    public bool Agreed { get; set; }

    [Parameter]
    public EventCallback<bool> AgreedChanged { get; set; }

    /// <summary>Whether the candidate also agrees that their face is compared. Without it, a person checks the identity.</summary>
    [Parameter]
    public bool FaceComparison { get; set; }

    [Parameter]
    public EventCallback<bool> FaceComparisonChanged { get; set; }

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    bool KeepsSound => Terms.KeepsSound;

    bool UsesPhone => Terms.RoomCamera != RoomCameraUse.Off;

    string SoundText => KeepsSound ? L.Plural("Consent_Sound", (long)AudioBuffer.Longest.TotalSeconds) : L["Consent_NoSound"];

    string CopyAddress =>
        "data:text/plain;charset=utf-8,"
        + Uri.EscapeDataString(
            ConsentText.Copy(
                Terms.Evidence,
                Terms.Screen,
                Terms.RoomCamera,
                SoundText,
                Frame is not null,
                Options.Value.Privacy,
                Time.GetUtcNow().UtcDateTime,
                Terms.TurnsHead
            )
        );
}
