using Microsoft.AspNetCore.Components;
using Proctoring.Core.Policies;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>One setting with its explanation and its mistake.</summary>
public sealed partial class SettingField
{
    [Parameter, EditorRequired]
    public PolicySetting Setting { get; set; } = null!;

    [Parameter, EditorRequired]
    public PolicyForm Form { get; set; } = null!;

    [Parameter]
    public IReadOnlyList<PolicyMistake> Mistakes { get; set; } = [];

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>A value was changed in the form.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    string Id => Setting.Key.Replace(':', '-');

    string? Mistake => Mistakes.FirstOrDefault(mistake => mistake.Field == Setting.Key)?.Message;

    static string TextOf(object? value) =>
        value switch
        {
            bool flag => flag ? "true" : "false",
            _ => (value as string)?.Trim() ?? "",
        };

    Task SetAsync(string value)
    {
        Form.Set(Setting.Key, value);
        return Changed.InvokeAsync();
    }
}
