using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>Hands the texts of a script over to the page; wwwroot/js/texts.js reads them.</summary>
public sealed partial class ScriptIsland
{
    /// <summary>The beginning of the keys, such as "Passkey".</summary>
    [Parameter, EditorRequired]
    public string Part { get; set; } = "";
}
