using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;
using static Proctoring.Web.Requests.PlainPage;

namespace Proctoring.Web.PhoneCamera;

/// <summary>Writes the page of the phone: what is sent, how to place it, its state, and two buttons. The script is
/// js/room-camera/page.js.</summary>
internal static class PhoneCameraPage
{
    static readonly IStringLocalizer L = TextSet.Of<ExamRoomTexts>();

    /// <summary>The states that the script shows, by the rest of their keys.</summary>
    static readonly string[] States =
    [
        "connected",
        "denied",
        "failed",
        "insecure",
        "over",
        "ready",
        "reconnecting",
        "refused",
        "replaced",
        "starting",
        "stopped",
    ];

    /// <summary>The document.</summary>
    /// <param name="code">The code in its address.</param>
    /// <param name="isOpen">Whether a phone can redeem the code now.</param>
    /// <param name="root">The path of the site.</param>
    public static string Of(string code, bool isOpen, PathString root)
    {
        var culture = CultureInfo.CurrentUICulture;
        // The serializer's default encoder escapes every letter that could end the element.
        var texts = JsonSerializer.Serialize(States.ToDictionary(state => state, state => L[$"PhoneState_{state}"].Value));
        return $"""
            <!DOCTYPE html>
            <html lang="{culture.TwoLetterISOLanguageName}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <base href="{Encoded(root)}/">
            <title>{Encoded(L["PhonePage_Title"])}</title>
            <link rel="stylesheet" href="css/room-camera.css"><link rel="icon" type="image/svg+xml" href="img/mark.svg"></head>
            <body data-code="{Encoded(code)}" data-open="{(isOpen ? "true" : "false")}">
            <main>
            <h1>{Encoded(L["PhonePage_Title"])}</h1>
            <p class="state" role="status" data-state="ready" data-testid="phone-state">{Encoded(L["PhoneState_ready"])}</p>
            <video playsinline muted hidden data-testid="phone-video" aria-label="{Encoded(L["PhonePage_Video"])}"></video>
            <p class="buttons">
            <button type="button" class="main" data-start data-testid="phone-start">{Encoded(L["PhonePage_Start"])}</button>
            <button type="button" data-stop hidden data-testid="phone-stop">{Encoded(L["PhonePage_Stop"])}</button></p>
            <h2>{Encoded(L["PhonePage_PlaceTitle"])}</h2>
            <ul><li>{Encoded(L["PhonePage_PlaceSide"])}</li>
            <li>{Encoded(L["PhonePage_PlaceDesk"])}</li>
            <li>{Encoded(L["PhonePage_PlacePower"])}</li></ul>
            <h2>{Encoded(L["PhonePage_SentTitle"])}</h2>
            <ul><li>{Encoded(L["PhonePage_Sent"])}</li>
            <li>{Encoded(L["PhonePage_NotSent"])}</li>
            <li>{Encoded(L["PhonePage_Ends"])}</li></ul>
            <noscript><p>{Encoded(L["PhonePage_NoScript"])}</p></noscript>
            </main>
            <script type="application/json" id="states">{texts}</script>
            <script type="module" src="js/room-camera/page.js"></script>
            </body>
            </html>
            """;
    }
}
