using Microsoft.AspNetCore.Components;
using Proctoring.Core.Localization;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains monitoring, storage and access to the candidate, and asks for consent.</summary>
public sealed partial class ConsentNotice
{
    /// <summary>The frame around this page; null in a page of our own.</summary>
    [CascadingParameter]
    EmbedFrame? Frame { get; set; }

    /// <summary>Whether the policy stores audio around a speech flag.</summary>
    [Parameter, EditorRequired]
    public bool KeepsSound { get; set; }

    [Parameter]
    public bool Agreed { get; set; }

    [Parameter]
    public EventCallback<bool> AgreedChanged { get; set; }

    string SoundText => KeepsSound ? L.Plural("Consent_Sound", (long)AudioBuffer.Longest.TotalSeconds) : L["Consent_NoSound"];
}
