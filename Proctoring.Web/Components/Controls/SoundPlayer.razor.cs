using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>Plays the audio that is stored with a flag.</summary>
public sealed partial class SoundPlayer
{
    /// <summary>The address of the audio, valid for this viewer and a limited time.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    /// <summary>The beginning of the audio, in the viewer's time zone.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    /// <summary>The title of the flag.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";
}
