using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>Draws the formulas of a part of a page, if it has any: see wwwroot/js/exam/formulas.js.</summary>
internal static class FormulaScript
{
    const string Mark = "class=\"math\"";

    /// <summary>Whether clean HTML of an exam has formulas.</summary>
    public static bool HasFormulas(string? html) => html?.Contains(Mark, StringComparison.Ordinal) == true;

    /// <summary>Draws the formulas that are not drawn yet. If that fails, their source stays readable.</summary>
    public static async Task DrawAsync(IJSRuntime browser, ElementReference place)
    {
        try
        {
            await using var script = await browser.ImportModuleAsync("./js/exam/formulas.js");
            await script.InvokeVoidAsync("draw", place);
        }
        catch (Exception gone) when (gone is JSException or JSDisconnectedException or TaskCanceledException)
        {
            // The script did not load, or the page is gone.
        }
    }
}
