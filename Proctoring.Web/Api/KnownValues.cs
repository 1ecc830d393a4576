using System.Reflection;
using Proctoring.Core.Integration;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Web.Api;

/// <summary>A set of values that the OpenAPI document lists for a text, or for each entry of a list of texts.</summary>
internal enum KnownValueSet
{
    /// <summary>The types of violations.</summary>
    RuleIds,

    /// <summary>The error codes.</summary>
    ErrorCodes,

    /// <summary>The events that a webhook can subscribe to.</summary>
    Events,

    /// <summary>The same, with the test message.</summary>
    AllEvents,

    /// <summary>The states of a part of the service.</summary>
    Checks,
}

/// <summary>Names the values of a property for the OpenAPI document. It does not check them.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class KnownValuesAttribute(KnownValueSet set) : Attribute
{
    public IReadOnlyList<string> Values =>
        set switch
        {
            KnownValueSet.RuleIds => [.. RuleCatalog.Default.Rules.Select(rule => rule.Kind.Id)],
            KnownValueSet.ErrorCodes => AllErrorCodes,
            KnownValueSet.Events => OutboxEventTypes.All,
            KnownValueSet.AllEvents => [.. OutboxEventTypes.All, OutboxEventTypes.Test],
            _ => ["ok", "down"],
        };

    /// <summary>Every constant of <see cref="ErrorCodes"/>.</summary>
    public static IReadOnlyList<string> AllErrorCodes { get; } =
    [
        .. typeof(ErrorCodes)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];
}
