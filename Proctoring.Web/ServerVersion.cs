using System.Reflection;

namespace Proctoring.Web;

/// <summary>The version of the product, as Directory.Build.props states it.</summary>
internal static class ServerVersion
{
    /// <summary>Such as "1.2.0".</summary>
    public static string Current { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
