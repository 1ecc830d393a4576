using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains to a candidate what their browser lacks for a proctored exam, and what to do about it.</summary>
internal static class BrowserFault
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The sentence for a code of wwwroot/js/proctoring/browser-check.js.</summary>
    public static string Explain(string code) =>
        code switch
        {
            "insecure" or "firefox_resist_fingerprinting" or "brave_shields" or "canvas_protection" => L[$"Browser_{code}"],
            "no_camera_api" or "no_canvas" or "no_network" or "no_random" or "no_capture" =>
                $"{L[$"Browser_{code}"]} {L["Browser_UseAnother"]}",
            _ => $"{L["Browser_unknown", code]} {L["Browser_UseAnother"]}",
        };
}
