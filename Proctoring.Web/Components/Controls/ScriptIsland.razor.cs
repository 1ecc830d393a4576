using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>Writes the texts of a script into the page, where wwwroot/js/texts.js reads them.</summary>
public sealed partial class ScriptIsland
{
    /// <summary>The prefix of the keys, such as "Passkey".</summary>
    [Parameter, EditorRequired]
    public string Part { get; set; } = "";
}
