using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>The few seconds of sound that were kept around a flag, to be heard.</summary>
public sealed partial class SoundPlayer
{
    /// <summary>Where the sound is, for this viewer and a while.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    /// <summary>When it begins, as the viewer's clock shows it.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    /// <summary>What it was kept for.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";
}
