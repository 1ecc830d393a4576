using Proctoring.Core.Policies;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>Words for policies.</summary>
internal static class PolicyText
{
    public static string Source(PolicySource source) =>
        source switch
        {
            PolicySource.Product => "The product",
            PolicySource.Settings => "The settings file",
            _ => "This page",
        };

    /// <summary>A key in words for a list of changes: "tab_switch, Hold for".</summary>
    public static string Key(string key) =>
        key.Split(':') switch
        {
            ["Rules", var rule, var setting] => $"{rule}, {Core.Rules.SettingText.Words(setting)}",
            ["Weights", var rule] => $"{rule}, Weight",
            [var group, var setting] => $"{group}, {Core.Rules.SettingText.Words(setting)}",
            _ => Core.Rules.SettingText.Words(key),
        };

    public static string Value(string? value) => value is null ? "not set" : value;
}
