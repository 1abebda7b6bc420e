using System.Reflection;
using System.Reflection.Emit;

namespace TapeDeck.TestKit.Architecture;

/// <summary>Assemblies with one violation in them, to see that a rule would find it.</summary>
public static class PlantedAssembly
{
    /// <summary>A type in one namespace that knows a type in another.</summary>
    public static Assembly Knowing(TempFolder folder, string from, string to) =>
        Save(folder, from, module => module.DefineType($"{to}.Known", TypeAttributes.Public).CreateType());

    /// <summary>A type in a namespace that knows a type of another assembly.</summary>
    public static Assembly Knowing(TempFolder folder, string from, Type known) => Save(folder, from, _ => known);

    private static Assembly Save(TempFolder folder, string from, Func<ModuleBuilder, Type> known)
    {
        var name = $"Planted{Guid.NewGuid():N}";
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        var module = assembly.DefineDynamicModule(name);
        var type = module.DefineType($"{from}.Knowing", TypeAttributes.Public);
        type.DefineField("Known", known(module), FieldAttributes.Public);
        type.CreateType();
        var path = folder.File($"{name}.dll");
        assembly.Save(path);
        return Assembly.LoadFrom(path);
    }
}
