using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Embed;

/// <summary>Shows the HTML attribute with which the host page passes the camera and the microphone on.</summary>
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

    string Missing =>
        (Camera, Microphone) switch
        {
            (false, true) => "Camera",
            (true, false) => "Microphone",
            _ => "Both",
        };

    static string Attribute => "allow=\"camera; microphone; fullscreen; display-capture; window-management; autoplay\"";

    string Header => $"camera=(self \"{Address}\"), microphone=(self \"{Address}\"), fullscreen=(self \"{Address}\")";
}
