namespace Proctoring.Web.Components.ExamRoom;

/// <summary>What to tell a candidate whose camera gives no picture: what happened, and what to do.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Text">What to do.</param>
internal sealed record CameraAdvice(string Title, string Text)
{
    /// <summary>The words for a camera that gives no picture; null where it does, or has not been asked yet.</summary>
    /// <param name="camera">How the camera stands.</param>
    /// <param name="framed">Whether we are in a frame of somebody else's page, which may keep the camera from us.</param>
    public static CameraAdvice? For(CameraReport camera, bool framed = false) => camera.Status switch
    {
        "failed" when framed && camera.Failure == "denied" => new(
            "The camera is blocked for this page",
            "Click the camera or lock symbol next to the address, allow the camera (and the microphone, if you have one), then try again. "
            + "If the browser never asked, the page around this frame does not pass the camera on: tell whoever runs it that the frame needs allow=\"camera; microphone\"."),
        "failed" => ForFailure(camera.Failure),
        "ended" => new("The camera was switched off or unplugged", "Plug it in or switch it on again, then try again."),
        "muted" => new("The camera gives no picture", "It may have a cover or a switch, or another program may have taken it. It goes on by itself when the picture is back."),
        _ => null,
    };

    static CameraAdvice ForFailure(string? failure) => failure switch
    {
        "denied" => new(
            "The camera is blocked for this page",
            "Click the camera or lock symbol next to the address, allow the camera (and the microphone, if you have one), then try again. If there is no such choice, your system's privacy settings may keep the browser from it."),
        "not_found" => new("No camera was found", "Plug one in, or switch it on, then try again."),
        "in_use" => new("The camera is busy", "Another program or tab seems to use it. Close video calls and other camera programs, then try again."),
        "unsuitable" => new("This camera can't be used", "It may have been unplugged. Choose another camera, or try again."),
        "insecure" => new(
            "This page can't use a camera",
            "Browsers give the camera only to secure pages, whose address begins with https. Ask whoever sent you the link for the secure address."),
        "timeout" => new("The browser is still waiting for your answer", "Look for a question about the camera near the address, and allow it. Then try again."),
        _ => new("The camera could not be opened", "Try again. If that does not help, restart the browser."),
    };
}
