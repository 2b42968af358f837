/**
 * A plugin of the Serverless Framework: lets `serverless package` package layers without AWS, as it does all else. The
 * framework asks CloudFormation whether the stack has the same layer already, and fails without credentials; only a
 * deployment has a use for the answer.
 */
interface Serverless {
  processedInput: { commands: string[] };
  pluginManager: { plugins: object[] };
}

interface LayerCompiler {
  compareWithLastLayer: (layer: string) => Promise<void>;
}

export default class PackageLayers {
  readonly hooks = { 'before:package:compileLayers': () => this.#compareNothing() };
  readonly #serverless: Serverless;

  constructor(serverless: Serverless) {
    this.#serverless = serverless;
  }

  #compareNothing(): void {
    const { processedInput, pluginManager } = this.#serverless;
    if (processedInput.commands[0] !== 'package') return;
    for (const plugin of pluginManager.plugins.filter(isLayerCompiler)) plugin.compareWithLastLayer = async () => {};
  }
}

function isLayerCompiler(plugin: object): plugin is LayerCompiler {
  return 'compareWithLastLayer' in plugin;
}
