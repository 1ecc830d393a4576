using Microsoft.AspNetCore.Components;
using Proctoring.Core.Policies;
using Proctoring.Core.Rules;

namespace Proctoring.Web.Components.Pages.Manage.Policies;

/// <summary>One rule of a policy: its explanation and its settings.</summary>
public sealed partial class RuleEditor
{
    bool open;

    /// <summary>The rule with the settings of the form.</summary>
    [Parameter, EditorRequired]
    public ViolationRule Rule { get; set; } = null!;

    [Parameter, EditorRequired]
    public PolicyForm Form { get; set; } = null!;

    [Parameter]
    public IReadOnlyList<PolicyMistake> Mistakes { get; set; } = [];

    [Parameter]
    public bool ReadOnly { get; set; }

    /// <summary>A value was changed in the form.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    bool HasMistake =>
        Mistakes.Any(mistake =>
            mistake.Field.StartsWith($"Rules:{Rule.Kind.Id}:", StringComparison.Ordinal) || mistake.Field == $"Weights:{Rule.Kind.Id}"
        );
}
