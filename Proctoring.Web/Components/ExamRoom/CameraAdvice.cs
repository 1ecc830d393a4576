using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains to a candidate why the camera delivers no picture and what to do.</summary>
/// <param name="Title">What happened.</param>
/// <param name="Text">What to do.</param>
internal sealed record CameraAdvice(string Title, string Text)
{
    /// <summary>The HTML attribute that the page around a frame needs; the same in every language.</summary>
    const string FrameAttribute = "allow=\"camera; microphone\"";

    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The advice for a camera that delivers no picture; null if it delivers one, or has not been requested.</summary>
    /// <param name="camera">The state of the camera.</param>
    /// <param name="framed">Whether the page is in a frame of another site, which may withhold the camera.</param>
    public static CameraAdvice? For(CameraReport camera, bool framed = false) =>
        camera.Status switch
        {
            "failed" when framed && camera.Failure == "denied" => new(
                L["Camera_DeniedTitle"],
                L["Camera_DeniedFramedText", FrameAttribute]
            ),
            "failed" => ForFailure(camera.Failure),
            "ended" => new(L["Camera_EndedTitle"], L["Camera_EndedText"]),
            "muted" => new(L["Camera_MutedTitle"], L["Camera_MutedText"]),
            _ => null,
        };

    static CameraAdvice ForFailure(string? failure) =>
        failure switch
        {
            "denied" => new(L["Camera_DeniedTitle"], L["Camera_DeniedText"]),
            "not_found" => new(L["Camera_not_foundTitle"], L["Camera_not_foundText"]),
            "in_use" => new(L["Camera_in_useTitle"], L["Camera_in_useText"]),
            "unsuitable" => new(L["Camera_unsuitableTitle"], L["Camera_unsuitableText"]),
            "insecure" => new(L["Camera_insecureTitle"], L["Camera_insecureText"]),
            "timeout" => new(L["Camera_timeoutTitle"], L["Camera_timeoutText"]),
            _ => new(L["Camera_otherTitle"], L["Camera_otherText"]),
        };
}
