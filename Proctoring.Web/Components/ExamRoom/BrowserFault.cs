namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Explains to a candidate what their browser lacks for a proctored exam, and what to do about it.</summary>
internal static class BrowserFault
{
    const string UseAnother = "Use a current version of Chrome, Edge, Firefox or Safari.";

    /// <summary>The sentence for a code of wwwroot/js/proctoring/browser-check.js.</summary>
    public static string Explain(string code) => code switch
    {
        "insecure" =>
            "Browsers allow the camera only on secure pages. The address of this page does not begin with https. "
            + "Ask the person who sent you the link for the secure address.",
        "no_camera_api" => $"This browser does not let pages use a camera. {UseAnother}",
        "no_canvas" => $"This browser can't turn the camera's picture into a JPEG (canvas.toBlob is missing). {UseAnother}",
        "no_network" => $"This browser can't keep a connection to the server (WebSocket and fetch are missing). {UseAnother}",
        "no_random" => $"This browser can't make random numbers (crypto.getRandomValues is missing). {UseAnother}",
        "no_capture" => $"This browser could not make a test picture. Close other tabs and programs, or restart the browser. {UseAnother}",
        "firefox_resist_fingerprinting" =>
            "Your browser changes the pictures that this page takes. The setting privacy.resistFingerprinting does this in Firefox, "
            + "and it is always on in Tor Browser, Mullvad Browser and LibreWolf. "
            + "Allow this page to read canvas data with the picture symbol in the address bar, or use another browser.",
        "brave_shields" =>
            "Your browser changes the pictures that this page takes. Brave's Shields do this. "
            + "Select the lion symbol in the address bar and turn Shields off for this page.",
        "canvas_protection" =>
            "Your browser changes the pictures that this page takes. Protection against canvas fingerprinting does this, in the browser's "
            + "privacy settings or in an extension such as CanvasBlocker. Turn it off for this page, or use another browser.",
        _ => $"This browser lacks something that a proctored exam needs ({code}). {UseAnother}",
    };
}
