using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Proctoring.Web.Components.Controls;

/// <summary>A text with a button that copies it.</summary>
public sealed partial class CopyField
{
    bool copied;
    bool refused;

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? TestId { get; set; }

    [Inject]
    IJSRuntime Browser { get; set; } = null!;

    async Task CopyAsync()
    {
        await using var script = await Browser.ImportModuleAsync("./js/viewer.js");
        copied = await script.InvokeAsync<bool>("copy", Value);
        refused = !copied;
    }
}
