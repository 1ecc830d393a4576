using System.Runtime.CompilerServices;
using Proctoring.Core.Localization;

namespace Proctoring.Tests.Support;

/// <summary>Runs every test in English, whatever the machine is set to.</summary>
internal static class EnglishByDefault
{
    [ModuleInitializer]
    internal static void Set() => Language.English.UseByDefault();
}
