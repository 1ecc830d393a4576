using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>Says exactly what the page around must write, where it did not pass camera and microphone on to our frame.</summary>
public sealed partial class FrameRights
{
    /// <summary>Whether the camera was passed on.</summary>
    [Parameter, EditorRequired]
    public bool Camera { get; set; }

    /// <summary>Whether the microphone was passed on.</summary>
    [Parameter, EditorRequired]
    public bool Microphone { get; set; }

    /// <summary>Our own origin.</summary>
    [Parameter, EditorRequired]
    public string Address { get; set; } = "";

    string Missing => (Camera, Microphone) switch
    {
        (false, true) => "the camera",
        (true, false) => "the microphone",
        _ => "the camera and the microphone",
    };

    static string Attribute => "allow=\"camera; microphone; fullscreen; display-capture; window-management; autoplay\"";

    string Header => $"camera=(self \"{Address}\"), microphone=(self \"{Address}\"), fullscreen=(self \"{Address}\")";
}
