using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Components.Controls;

/// <summary>The text that a page shows for a refusal, in the viewer's language. Messages for programs are in English and shown
/// only in the exam editor.</summary>
internal static class RefusalOnPage
{
    static readonly IStringLocalizer L = TextSet.Of<ControlsTexts>();

    /// <summary>The text for the middle of a sentence.</summary>
    public static string Part(ValidationException refusal) =>
        refusal is ShownRefusalException { Shown: { Length: > 0 } shown } ? shown : L["Refusal_Unknown"];

    /// <summary>The text as a sentence.</summary>
    public static string Sentence(ValidationException refusal)
    {
        var part = Part(refusal);
        return L["Refusal_Sentence", char.ToUpper(part[0], CultureInfo.CurrentCulture) + part[1..]];
    }
}
